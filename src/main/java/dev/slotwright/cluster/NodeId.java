package dev.slotwright.cluster;

/**
 * The name a node gives itself for life.
 *
 * @param value 40 hexadecimal digits in a real cluster; plans made before their pods exist use
 *     names of their own
 */
public record NodeId(String value) implements Comparable<NodeId> {
  public NodeId {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("a node id is not blank");
    }
  }

  /** The first eight characters, enough for people. */
  public String brief() {
    return value.length() <= 8 ? value : value.substring(0, 8);
  }

  @Override
  public int compareTo(NodeId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
