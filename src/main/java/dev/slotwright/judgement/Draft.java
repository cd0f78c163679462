package dev.slotwright.judgement;

import dev.slotwright.plan.SlotPlan;

/** What a judgement would have done. */
record Draft(Kind kind, SlotPlan plan) {
  /** The ways to change a cluster. */
  enum Kind {
    SCALE_OUT,
    SCALE_IN,
    REBALANCE
  }
}
