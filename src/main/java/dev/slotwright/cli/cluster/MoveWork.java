package dev.slotwright.cli.cluster;

import dev.slotwright.cli.ExitCode;
import dev.slotwright.cluster.ClusterView;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A plan is shown, asked about, and carried out. */
abstract class MoveWork extends ClusterWork {
  /** Gossip settles a change of owners within seconds. */
  private static final Duration AGREEMENT = Duration.ofSeconds(10);

  private final boolean moves;

  /**
   * @param moves false to plan only
   */
  MoveWork(ClusterAccess access, Terminal terminal, boolean moves) {
    super(access, terminal);
    this.moves = moves;
  }

  /** What is to move where, for the cluster as it is now. */
  abstract MovePlan plan(ClusterAccess.Session session, ClusterView view);

  /** What the plan is for, in the imperative. */
  abstract String purpose(MovePlan plan);

  /**
   * What comes next, once the plan is carried out; may be empty.
   *
   * @param after the cluster as it is then
   */
  abstract String next(MovePlan plan, ClusterView after);

  @Override
  final Result work(Bench bench) {
    WholeView reading = new WholeView(bench.session().redis(), bench.target().seeds());
    ClusterView view = reading.agreed(AGREEMENT);
    Readiness.require(view);
    MovePlan plan = plan(bench.session(), view);
    bench.printer().result(new PlanReport(plan).text());
    if (!moves || run().dryRun()) {
      return Result.of(ExitCode.DONE, "planned", fields(plan, MoveTotals.NONE));
    }
    MoveRun.Outcome outcome = new MoveRun.Outcome(ExitCode.DONE, MoveTotals.NONE, Optional.empty());
    if (!plan.isEmpty()) {
      confirm(bench.printer(), purpose(plan));
      outcome =
          new MoveRun(bench, terminal(), moves().execution(), () -> anew(bench, reading)).run(plan);
      bench.printer().result(outcome.totals().text(moves().execution()));
    }
    return ended(
        bench, plan, outcome.problem().isPresent() ? outcome : seen(bench, reading, plan, outcome));
  }

  /** Looks once more: a slot that is open now was opened, or left, by somebody else. */
  private MoveRun.Outcome seen(
      Bench bench, WholeView reading, MovePlan plan, MoveRun.Outcome outcome) {
    ClusterView after;
    try {
      after = reading.agreed(AGREEMENT);
    } catch (UnreachableException | RefusedException e) {
      bench
          .printer()
          .note("all of the plan was done; the last look at it failed: " + e.getMessage());
      return outcome;
    }
    if (!after.openSlots().isEmpty()) {
      return new MoveRun.Outcome(
          ExitCode.FAILED,
          outcome.totals(),
          Optional.of(
              "all of the plan was done, but slot %s is open: is somebody else moving?"
                  .formatted(after.openSlots().getFirst().slot())));
    }
    bench.printer().result(next(plan, after));
    return outcome;
  }

  private Result ended(Bench bench, MovePlan plan, MoveRun.Outcome outcome) {
    Map<String, Object> fields = fields(plan, outcome.totals());
    outcome
        .problem()
        .ifPresent(
            reason -> {
              bench.printer().note(reason);
              fields.put("reason", reason);
            });
    return Result.of(outcome.exitCode(), Result.word(outcome.exitCode()), fields);
  }

  private MovePlan anew(Bench bench, WholeView reading) {
    ClusterView view = reading.agreed(AGREEMENT);
    MoveRun.closeOpen(bench.session().mover(), view, bench.printer());
    ClusterView closed = reading.agreed(AGREEMENT);
    Readiness.require(closed);
    return plan(bench.session(), closed);
  }

  private Map<String, Object> fields(MovePlan plan, MoveTotals totals) {
    Map<String, Object> fields = totals.fields(plan.slots().lowerBoundBytes(), moves().execution());
    fields.put("plan", new PlanReport(plan).fields());
    return fields;
  }
}
