package dev.slotwright.world.load;

import java.util.concurrent.CompletableFuture;

/**
 * What the load is doing to the cluster's memory.
 *
 * @param goal the direction
 * @param bytes memory to reach, and in {@link Goal#HOLD} to stay at
 * @param reached completed when the memory is reached
 */
record Phase(Goal goal, long bytes, CompletableFuture<Void> reached) {
  enum Goal {
    FILL(80, 8, 0),
    HOLD(0, 46, 4),
    SHED(0, 10, 75);

    private final int creates;
    private final int updates;
    private final int churn;

    Goal(int creates, int updates, int churn) {
      this.creates = creates;
      this.updates = updates;
      this.churn = churn;
    }
  }

  static Phase hold(long bytes) {
    return new Phase(Goal.HOLD, bytes, CompletableFuture.completedFuture(null));
  }

  boolean isReachedAt(long now) {
    return switch (goal) {
      case FILL -> now >= bytes;
      case SHED -> now <= bytes;
      case HOLD -> true;
    };
  }

  /** The kind of work that an operation with this percentile (0 to 99) does now. */
  Work work(int percentile, long now) {
    if (percentile < goal.creates) {
      return Work.CREATE;
    }
    if (percentile < goal.creates + goal.updates) {
      return Work.UPDATE;
    }
    if (percentile < goal.creates + goal.updates + goal.churn) {
      return goal == Goal.HOLD && now < bytes ? Work.CREATE : Work.DELETE;
    }
    return Work.READ;
  }

  enum Work {
    CREATE,
    UPDATE,
    READ,
    DELETE
  }
}
