package dev.slotwright.control;

import dev.slotwright.cluster.NodeId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Settings of nodes that a move has changed, written down before they are changed: outlives this
 * process, so that whoever comes after a crash can put them back. By node id, for addresses change.
 */
public interface SettingsJournal {
  /**
   * One setting of one node.
   *
   * @param before its value as found
   * @param during its value while slots move
   */
  record Change(String name, String before, String during) {}

  /**
   * All that is written down, nodes of other clusters included where they share the journal.
   *
   * @throws RefusedException when it is there and cannot be read
   * @throws UnreachableException when nobody answers
   */
  Map<NodeId, List<Change>> read();

  /**
   * Replaces what is written down of these nodes; an empty list erases it. On return it survives
   * this process.
   *
   * @throws RefusedException when it cannot be written, or somebody else has written since {@link
   *     #read()}
   * @throws UnreachableException when it is unknown whether it was written
   */
  void put(Map<NodeId, List<Change>> changes);

  /** A journal that ends with this process: for clusters that do so too. */
  static SettingsJournal inMemory() {
    Map<NodeId, List<Change>> written = new ConcurrentHashMap<>();
    return new SettingsJournal() {
      @Override
      public Map<NodeId, List<Change>> read() {
        return Map.copyOf(written);
      }

      @Override
      public void put(Map<NodeId, List<Change>> changes) {
        written.putAll(changes);
        written.values().removeIf(List::isEmpty);
      }
    };
  }
}
