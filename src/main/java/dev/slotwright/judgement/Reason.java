package dev.slotwright.judgement;

/**
 * One stage of a judgement.
 *
 * @param stage which
 * @param code what it found, from a closed list
 * @param before shards going in
 * @param after shards coming out
 * @param why a sentence with the numbers, for people
 */
public record Reason(Stage stage, Code code, int before, int after, String why) {
  /** The stages, in their order. */
  public enum Stage {
    SIGNAL,
    TOLERANCE,
    STABILIZATION,
    SCHEDULE,
    BOUNDS,
    STEP,
    REBALANCE,
    PLAN,
    COOLDOWN,
    GUARD,
    PAUSE,
    MODE
  }

  /** What a stage can find; part of events, so names stay. */
  public enum Code {
    /** The stage had nothing against it. */
    PASSED,
    SIGNAL_VALUE,
    HARD_BREACH,
    WITHIN_TOLERANCE,
    STABILIZING,
    SCHEDULE_FLOOR,
    /** A floor above today's number turned shrinking into growing. */
    FLOOR_REVERSED_SCALE_IN,
    AT_MIN_SHARDS,
    AT_MAX_SHARDS,
    STEP_LIMITED,
    REBALANCE_SUFFICES,
    /** A shard is over its target, and neither more shards nor a rebalance by bytes would help. */
    HOT_SHARD,
    /** One slot alone is over what a shard may hold. */
    HOT_SLOT_UNSPLITTABLE,
    PLANNED,
    SURVIVORS_TOO_FULL,
    BALANCED,
    UNBALANCED,
    COOLING_DOWN,
    MISSING_DATA,
    WARMING_UP,
    NO_CAPACITY,
    CLUSTER_NOT_OK,
    OPEN_SLOTS,
    REPLICA_NOT_IN_SYNC,
    EVICTING,
    /**
     * A master was a replica within the look-back: what it measured then was not the shard's load.
     */
    RECENT_FAILOVER,
    PAUSED,
    OBSERVING,
    RECOMMENDING,
    AWAITING_APPROVAL,
    APPROVED,
    OPERATION_IN_FLIGHT,
    NOT_FORMED
  }
}
