package dev.slotwright.redis.mover;

import dev.slotwright.control.RefusedException;
import dev.slotwright.redis.Reply;
import dev.slotwright.redis.ServerErrorException;
import java.time.Duration;
import java.util.List;

/**
 * MIGRATE's own time-outs. A frozen target blocks the source for the whole time-out, once for each
 * MIGRATE of a batch: all of them together must stay below half the node time-out, or the source
 * would be taken for dead.
 *
 * @param node the cluster's node time-out
 * @param most for one MIGRATE
 */
record MigrateTimeout(Duration node, Duration most) {
  private static final Duration SERVER_DEFAULT = Duration.ofSeconds(15);
  private static final long LEAST_MILLIS = 100;

  /** Reads the node time-out; 15 s, the servers' default, where CONFIG is not permitted. */
  static MigrateTimeout read(NodeLine node, Duration most) {
    try {
      List<Reply> pair = node.call("CONFIG", "GET", "cluster-node-timeout").items();
      Duration read = pair.size() < 2 ? SERVER_DEFAULT : Duration.ofMillis(pair.get(1).number());
      return new MigrateTimeout(read, most);
    } catch (RefusedException | ServerErrorException notPermitted) {
      return new MigrateTimeout(SERVER_DEFAULT, most);
    }
  }

  /** How many MIGRATE calls one batch may consist of. */
  int mostCalls() {
    return (int) Math.max(1, half() / LEAST_MILLIS);
  }

  Duration ofEach(int calls) {
    long share = half() / Math.max(1, calls);
    return Duration.ofMillis(Math.max(LEAST_MILLIS, Math.min(most.toMillis(), share)));
  }

  /** Three times what the key is estimated to take, at least that of a batch. */
  Duration ofBigKey(long bytes, long bytesPerSecond) {
    long estimate = bytes * 1000 / bytesPerSecond;
    return Duration.ofMillis(Math.max(ofEach(1).toMillis(), 3 * estimate));
  }

  /** The largest key whose time-out still fits. */
  long mostBytes(long bytesPerSecond) {
    return half() * bytesPerSecond / 1000 / 3;
  }

  /** A node that was silent for longer may have been declared dead; MIGRATE alone takes less. */
  Duration silence() {
    return node.multipliedBy(3).dividedBy(4);
  }

  private long half() {
    return node.toMillis() / 2;
  }
}
