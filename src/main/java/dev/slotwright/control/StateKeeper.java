package dev.slotwright.control;

import dev.slotwright.operation.ClusterState;
import java.util.Optional;

/**
 * The state record as this instance knows it. A write that was refused, or whose outcome is
 * unknown, makes it forget what it knew: the next pass reads the record anew.
 */
final class StateKeeper {
  private final StateStore store;
  private Optional<String> version = Optional.empty();
  private ClusterState state;

  StateKeeper(StateStore store) {
    this.store = store;
  }

  ClusterState current() {
    if (state == null) {
      Optional<StateStore.Stored> stored = store.load();
      version = stored.map(StateStore.Stored::version);
      state = stored.map(s -> StateCodec.decode(s.text())).orElse(ClusterState.NEW);
    }
    return state;
  }

  /**
   * Keeps {@code next}; writes only what differs.
   *
   * @throws RefusedException when somebody else wrote the record
   * @throws UnreachableException when it is unknown whether it was written
   */
  void keep(ClusterState next) {
    if (next.equals(state)) {
      return;
    }
    try {
      version = Optional.of(store.save(StateCodec.encode(next), version));
      state = next;
    } catch (RuntimeException e) {
      forget();
      throw e;
    }
  }

  /** What was known may not be true any more. */
  void forget() {
    state = null;
    version = Optional.empty();
  }
}
