package dev.slotwright.cli.cluster;

import dev.slotwright.cli.ExitCode;
import dev.slotwright.cluster.ClusterView;
import dev.slotwright.control.SlotMover;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.policy.Execution;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Carries a plan out. When an order fails for a reason that passes (a failover, a node that was
 * away) what it left open is closed, the rest is planned anew from what is there then, and ordered
 * again.
 */
final class MoveRun {
  private static final int ORDERS = 5;
  private static final Duration POLL = Duration.ofMillis(5);

  /** A failover takes a few seconds. */
  private static final Duration BEFORE_ANOTHER = Duration.ofSeconds(2);

  private final SlotMover mover;
  private final Interruption interruption;
  private final Printer printer;
  private final boolean redraws;
  private final PaceKeys keys;
  private final Supplier<MovePlan> planAnew;
  private final Execution execution;
  private final Duration beforeAnother;
  private MoveTotals totals = MoveTotals.NONE;

  /**
   * @param planAnew reads the cluster again and plans for the same end
   */
  MoveRun(
      ClusterWork.Bench bench,
      Terminal terminal,
      Execution execution,
      Supplier<MovePlan> planAnew) {
    this(bench, terminal, execution, planAnew, BEFORE_ANOTHER);
  }

  MoveRun(
      ClusterWork.Bench bench,
      Terminal terminal,
      Execution execution,
      Supplier<MovePlan> planAnew,
      Duration beforeAnother) {
    this.beforeAnother = beforeAnother;
    this.mover = bench.session().mover();
    this.interruption = bench.interruption();
    this.printer = bench.printer();
    this.redraws = terminal.redraws();
    this.keys = new PaceKeys(terminal, mover, printer);
    this.execution = execution;
    this.planAnew = planAnew;
  }

  /**
   * How it ended.
   *
   * @param problem empty when everything is where the plan wants it
   */
  record Outcome(int exitCode, MoveTotals totals, Optional<String> problem) {}

  Outcome run(MovePlan first) {
    interruption.guard(mover::stop);
    keys.explain();
    MovePlan plan = first;
    for (int order = 1; ; order++) {
      MoveStatus status = order(plan);
      if (!(status instanceof MoveStatus.Failed failed)) {
        return new Outcome(ExitCode.DONE, totals, Optional.empty());
      }
      boolean again = failed.retryable() && order < ORDERS && !interruption.came();
      if (!again) {
        return failed(failed);
      }
      printer.note(failed.reason() + "; planning anew");
      Optional<MovePlan> next = another();
      if (next.isEmpty()) {
        return failed(failed);
      }
      plan = next.orElseThrow();
      if (plan.isEmpty()) {
        return new Outcome(ExitCode.DONE, totals, Optional.empty());
      }
      printer.result(new PlanReport(plan).text());
    }
  }

  /** A refusal is one only while nothing was changed. */
  private Outcome failed(MoveStatus.Failed failed) {
    boolean unchanged =
        totals.slots() == 0 && totals.keys() == 0 && failed.progress().openSlots() == 0;
    boolean refused = !failed.retryable() && unchanged;
    return new Outcome(
        refused ? ExitCode.REFUSED : ExitCode.FAILED, totals, Optional.of(failed.reason()));
  }

  private MoveStatus order(MovePlan plan) {
    ProgressLine line =
        new ProgressLine(printer.err(), redraws, plan.slots().bytes(), keys.legend().orElse(""));
    long begun = System.nanoTime();
    mover.start(
        plan.view(), plan.slots().moves(), plan.bytes(), execution, new Complaints(printer, line));
    if (interruption.came()) {
      // It came between the question and the start, and found nothing to stop.
      mover.stop();
    }
    MoveStatus status = mover.status();
    while (status instanceof MoveStatus.Running running) {
      line.show(running.progress());
      keys.look(line);
      LockSupport.parkNanos(POLL.toNanos());
      status = mover.status();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    line.end();
    totals = totals.plus(status.progress(), took);
    mover.acknowledge();
    return status;
  }

  /** Closes what is open and plans; empty when the cluster is not fit for it yet. */
  private Optional<MovePlan> another() {
    for (int attempt = 1; attempt <= ORDERS && !interruption.came(); attempt++) {
      LockSupport.parkNanos(beforeAnother.toNanos());
      try {
        return Optional.of(planAnew.get());
      } catch (UnreachableException | dev.slotwright.control.RefusedException e) {
        printer.note(e.getMessage());
      }
    }
    return Optional.empty();
  }

  /** What a failed order left open. */
  static void closeOpen(SlotMover mover, ClusterView view, Printer printer) {
    if (!view.openSlots().isEmpty()) {
      mover.closeOpenSlots(view).forEach(printer::note);
    }
  }
}
