package dev.slotwright.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.IdleMover;
import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Clusters;
import dev.slotwright.control.MoveListener;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.SlotMover;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.operation.MoveFigures;
import dev.slotwright.operation.MovePace;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.operation.MoveStatus.Progress;
import dev.slotwright.plan.SlotBalancer;
import dev.slotwright.plan.SlotMove;
import dev.slotwright.policy.Execution;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What is done when an order does not come to its end. */
class MoveRunTest {
  private static final Execution EXECUTION =
      new Execution(16, Duration.ofMillis(5), Execution.Transport.AUTO);

  private final StringWriter words = new StringWriter();

  @Test
  void whatIsLeftAfterAFailureThatPassesIsPlannedAnewAndTheSumsAreTold() {
    Orders mover =
        new Orders(
            new MoveStatus.Failed(progress(100, 40), "a failover", true),
            new MoveStatus.Done(progress(60, 60)));
    MovePlan rest = plan(Clusters.masters(3).withEmptyMasters(2));

    MoveRun.Outcome outcome =
        run(mover, () -> rest).run(plan(Clusters.masters(3).withEmptyMasters(1)));

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.problem()).isEmpty();
    assertThat(outcome.totals().slots()).isEqualTo(100);
    assertThat(outcome.totals().keys()).isEqualTo(1000);
    assertThat(mover.ordered).hasSize(2);
    assertThat(mover.ordered.get(1)).isEqualTo(rest.slots().moves());
    assertThat(words.toString()).contains("a failover; planning anew");
  }

  @Test
  void whatNobodyHasToBeToldTwiceIsDone() {
    Orders mover = new Orders(new MoveStatus.Failed(progress(100, 100), "at the end", true));
    MovePlan nothing = plan(Clusters.masters(3));

    assertThat(run(mover, () -> nothing).run(plan(Clusters.masters(3).withEmptyMasters(1))))
        .extracting(MoveRun.Outcome::exitCode)
        .isEqualTo(0);
  }

  @Test
  void aFailureThatLastsIsARefusalOnlyWhileNothingHasMoved() {
    MovePlan first = plan(Clusters.masters(3).withEmptyMasters(1));
    Orders refusing = new Orders(new MoveStatus.Failed(progress(100, 0), "no room", false));
    Orders failing = new Orders(new MoveStatus.Failed(progress(100, 3), "a huge key", false));

    MoveRun.Outcome refused = run(refusing, MoveRunTest::never).run(first);
    MoveRun.Outcome failed = run(failing, MoveRunTest::never).run(first);

    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused.problem()).contains("no room");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.problem()).contains("a huge key");
  }

  @Test
  void whatHasMovedKeysOrLeavesSlotsOpenIsNoRefusal() {
    MovePlan first = plan(Clusters.masters(3).withEmptyMasters(1));
    for (Progress changed : List.of(progress(100, 0, 7, 0), progress(100, 0, 0, 2))) {
      Orders failing = new Orders(new MoveStatus.Failed(changed, "not permitted", false));
      assertThat(run(failing, MoveRunTest::never).run(first).exitCode()).isEqualTo(1);
    }
  }

  @Test
  void itIsGivenUpAfterFiveOrders() {
    MoveStatus passing = new MoveStatus.Failed(progress(100, 1), "again", true);
    Orders mover = new Orders(passing, passing, passing, passing, passing);
    MovePlan plan = plan(Clusters.masters(3).withEmptyMasters(1));

    MoveRun.Outcome outcome = run(mover, () -> plan).run(plan);

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.totals().slots()).isEqualTo(5);
    assertThat(mover.ordered).hasSize(5);
  }

  private MoveRun run(SlotMover mover, Supplier<MovePlan> anew) {
    Printer printer = new Printer(new PrintWriter(words), new PrintWriter(words), false);
    ClusterAccess.Session session =
        new ClusterAccess.Session(null, mover, view -> List.of(), () -> {});
    return new MoveRun(
        new ClusterWork.Bench(session, null, printer, new Interruption(SeatedTerminal.nobody())),
        SeatedTerminal.nobody(),
        EXECUTION,
        anew,
        Duration.ofMillis(1));
  }

  private static MovePlan never() {
    throw new RefusedException("nobody asked for another plan");
  }

  private static Progress progress(int slots, int moved) {
    return progress(slots, moved, 10L * moved, 0);
  }

  private static Progress progress(int slots, int moved, long keys, int open) {
    return new Progress(slots, moved, keys, 0, open, 1, 0, Optional.empty(), MoveFigures.NONE);
  }

  private static MovePlan plan(Clusters clusters) {
    SlotBytes bytes = SlotBytes.uniform(1000);
    Map<dev.slotwright.cluster.NodeId, Double> shares = new TreeMap<>();
    clusters.owners().keySet().forEach(id -> shares.put(id, 1.0));
    return new MovePlan(
        clusters.view(),
        bytes,
        shares,
        SlotBalancer.plan(new SlotBalancer.Request(clusters.owners(), bytes, 0.05)));
  }

  /** A mover whose orders end at once, as the test says. */
  private static final class Orders extends IdleMover {
    private final Deque<MoveStatus> ends;
    private final List<List<SlotMove>> ordered = new ArrayList<>();

    Orders(MoveStatus... ends) {
      this.ends = new ArrayDeque<>(List.of(ends));
    }

    @Override
    public void start(
        ClusterView view,
        List<SlotMove> moves,
        SlotBytes bytes,
        Execution execution,
        MoveListener listener) {
      ordered.add(moves);
      status = ends.remove();
    }

    @Override
    public void pace(MovePace pace) {
      throw new UnsupportedOperationException("no order runs");
    }

    @Override
    public void stop() {
      throw new UnsupportedOperationException("no order runs");
    }
  }
}
