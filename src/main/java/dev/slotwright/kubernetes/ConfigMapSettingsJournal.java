package dev.slotwright.kubernetes;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.SettingsJournal;
import dev.slotwright.control.SettingsText;
import dev.slotwright.control.StateStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings journal of one cluster in a ConfigMap of its own, so that moves and the control loop
 * do not wait for each other's writes. Each write is bound to the resourceVersion that was read: a
 * controller that is not in charge any more cannot erase what its successor has written down.
 */
final class ConfigMapSettingsJournal implements SettingsJournal {
  private final StateStore store;
  private Map<NodeId, List<Change>> known = Map.of();
  private Optional<String> version = Optional.empty();
  private boolean read;

  ConfigMapSettingsJournal(StateStore store) {
    this.store = store;
  }

  @Override
  public synchronized Map<NodeId, List<Change>> read() {
    read = false;
    Optional<StateStore.Stored> stored = store.load();
    try {
      known = stored.map(s -> SettingsText.decode(s.text())).orElse(Map.of());
    } catch (RefusedException e) {
      throw new RefusedException(
          "%s: %s; restore it, or delete it and look at the nodes' settings yourself"
              .formatted(store, e.getMessage()),
          e);
    }
    version = stored.map(StateStore.Stored::version);
    read = true;
    return known;
  }

  @Override
  public synchronized void put(Map<NodeId, List<Change>> changes) {
    if (!read) {
      read();
    }
    Map<NodeId, List<Change>> next = new HashMap<>(known);
    next.putAll(changes);
    next.values().removeIf(List::isEmpty);
    if (next.equals(known)) {
      return;
    }
    read = false;
    version = Optional.of(store.save(SettingsText.encode(next), version));
    known = Map.copyOf(next);
    read = true;
  }
}
