package dev.slotwright.load;

/** What a policy can set a target for. */
public enum Signal {
  /** Used of usable memory, 0 to 1: a peak per shard. */
  MEMORY("memory"),
  /** Seconds of the main thread per second, 0 to 1: a peak per shard. */
  ENGINE_CPU("engineCpu"),
  /** Commands a second, of the whole cluster or per shard. */
  OPS("ops"),
  /** Bytes a second to clients, against a stated capacity, 0 to 1. */
  NET_OUT("netOut");

  private final String field;

  Signal(String field) {
    this.field = field;
  }

  /** The name in a policy. */
  public String field() {
    return field;
  }
}
