package dev.slotwright.judgement;

import dev.slotwright.judgement.Reason.Code;
import dev.slotwright.judgement.Reason.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A judgement on its way through the stages.
 *
 * @param shards that the cluster has
 * @param wanted what is proposed so far
 * @param urgent a hard limit is passed: growing waits for nothing
 * @param held what brought the proposal back to {@code shards}, or stopped it
 * @param stopped whether the judgement ends here
 * @param draft what is to be done, once planned
 * @param reasons so far
 */
record Proposal(
    int shards,
    int wanted,
    boolean urgent,
    Optional<Held> held,
    boolean stopped,
    Optional<Draft> draft,
    List<Reason> reasons) {

  /**
   * Why nothing is done.
   *
   * @param wanted without it
   */
  record Held(Code code, int wanted, Optional<Instant> until) {}

  Proposal {
    reasons = List.copyOf(reasons);
  }

  static Proposal of(int shards) {
    return new Proposal(
        shards, shards, false, Optional.empty(), false, Optional.empty(), List.of());
  }

  boolean grows() {
    return wanted > shards;
  }

  boolean shrinks() {
    return wanted < shards;
  }

  boolean rebalances() {
    return draft.isPresent() && draft.get().kind() == Draft.Kind.REBALANCE;
  }

  /** Something to tell that changes nothing. */
  Proposal note(Stage stage, Code code, String why) {
    return new Proposal(
        shards, wanted, urgent, held, stopped, draft, told(stage, code, wanted, why));
  }

  /** What one signal asks for. */
  Proposal heard(Code code, int asked, String why) {
    List<Reason> all = new ArrayList<>(reasons);
    all.add(new Reason(Stage.SIGNAL, code, shards, asked, why));
    return new Proposal(shards, wanted, urgent, held, stopped, draft, all);
  }

  /** What the signals ask for together. */
  Proposal proposing(int number) {
    return new Proposal(shards, number, urgent, held, stopped, draft, reasons);
  }

  Proposal urgently() {
    return new Proposal(shards, wanted, true, held, stopped, draft, reasons);
  }

  /** A stage asks for another number. */
  Proposal to(int number, Stage stage, Code code, String why) {
    return to(number, stage, code, Optional.empty(), why);
  }

  /** The same, knowing until when it stands in the way. */
  Proposal to(int number, Stage stage, Code code, Optional<Instant> until, String why) {
    Optional<Held> back = number == shards ? Optional.of(new Held(code, wanted, until)) : held;
    return new Proposal(
        shards,
        number,
        urgent,
        number == shards ? back : Optional.empty(),
        stopped,
        draft,
        told(stage, code, number, why));
  }

  /** The number of today is what is wanted. */
  Proposal content(Stage stage, Code code, String why) {
    return new Proposal(
        shards,
        shards,
        urgent,
        Optional.of(new Held(code, shards, Optional.empty())),
        stopped,
        draft,
        told(stage, code, shards, why));
  }

  Proposal planned(Draft plan, Stage stage, Code code, String why) {
    return new Proposal(
        shards,
        wanted,
        urgent,
        Optional.empty(),
        stopped,
        Optional.of(plan),
        told(stage, code, wanted, why));
  }

  /** Nothing is to be done unless a later stage finds something else. */
  Proposal heldBack(Stage stage, Code code, String why) {
    return new Proposal(
        shards,
        wanted,
        urgent,
        Optional.of(new Held(code, wanted, Optional.empty())),
        stopped,
        draft,
        told(stage, code, wanted, why));
  }

  /** Ends the judgement: nothing is to be done. */
  Proposal stop(Stage stage, Code code, Optional<Instant> until, String why) {
    return new Proposal(
        shards,
        wanted,
        urgent,
        Optional.of(new Held(code, wanted, until)),
        true,
        draft,
        told(stage, code, shards, why));
  }

  Verdict verdict() {
    if (stopped || draft.isEmpty()) {
      Held why = held.orElse(new Held(Code.BALANCED, shards, Optional.empty()));
      return new Verdict.Hold(
          shards, why.wanted(), why.code(), why.until(), draft.map(Draft::plan), reasons);
    }
    Draft todo = draft.get();
    return switch (todo.kind()) {
      case SCALE_OUT -> new Verdict.ScaleOut(shards, wanted, todo.plan(), reasons);
      case SCALE_IN -> new Verdict.ScaleIn(shards, wanted, todo.plan(), reasons);
      case REBALANCE -> new Verdict.Rebalance(shards, todo.plan(), reasons);
    };
  }

  private List<Reason> told(Stage stage, Code code, int after, String why) {
    List<Reason> all = new ArrayList<>(reasons);
    all.add(new Reason(stage, code, wanted, after, why));
    return all;
  }
}
