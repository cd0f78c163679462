package dev.slotwright.judgement;

/** One stage: takes a proposal and gives it on, changed, planned or stopped. */
@FunctionalInterface
interface StageRule {
  Proposal apply(Proposal proposal, Scene scene);
}
