package dev.slotwright.policy;

/** How far a policy may go. */
public enum Mode {
  /** Judge and tell; nothing else. */
  OBSERVE,
  /** Judge, plan and tell what would be done. The default. */
  RECOMMEND,
  /** Plan, and wait until somebody approves that very plan. */
  APPROVE,
  /** Do it. */
  ENFORCE
}
