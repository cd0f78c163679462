package dev.slotwright.redis.mover;

import java.util.List;

/**
 * MIGRATE calls sent with one flush: the source runs them back to back.
 *
 * @param filled whether the batch size, not the end of the list, ended it
 * @param bigBytes of the big key that goes alone, 0 when there is none
 * @param bytes estimated, of all its keys
 */
record Salvo(List<MigrateCall> calls, boolean filled, long bigBytes, long bytes) {
  Salvo {
    calls = List.copyOf(calls);
  }

  List<Key> keys() {
    return calls.stream().flatMap(call -> call.keys().stream()).toList();
  }
}
