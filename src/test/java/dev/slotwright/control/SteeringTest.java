package dev.slotwright.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slotwright.IdleMover;
import dev.slotwright.PaperClusters;
import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.event.EventRecord;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.operation.ClusterState;
import dev.slotwright.operation.HandOvers;
import dev.slotwright.operation.Header;
import dev.slotwright.operation.MovePace;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.operation.Outbox;
import dev.slotwright.operation.Rebalance;
import dev.slotwright.operation.Retries;
import dev.slotwright.operation.Steering;
import dev.slotwright.operation.Tally;
import dev.slotwright.plan.SlotMove;
import dev.slotwright.policy.ClusterRef;
import dev.slotwright.policy.Execution;
import dev.slotwright.policy.Policies;
import dev.slotwright.policy.Policy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators ask of an operation reaches the mover, is kept, and outlives the controller. */
class SteeringTest {
  private static final Policy POLICY = Policies.memory(3, 12, 1);
  private static final String NAME = POLICY.cluster().name();
  private static final Cadence QUICK =
      new Cadence(
          Duration.ofMillis(20),
          Duration.ofMillis(20),
          Duration.ofMillis(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1));

  private final KeptState store = new KeptState(rebalancing());
  private final ConcurrentLinkedQueue<EventRecord> events = new ConcurrentLinkedQueue<>();
  private PaperMove mover;
  private ControlRoom room;

  @BeforeEach
  void begin() {
    mover = new PaperMove();
    room =
        new ControlRoom(
            new Steered(), new Loads(Clock.systemUTC()), this::publish, QUICK, Clock.systemUTC());
    room.onEvent(events::add);
    room.start(new OnePolicy());
    await().until(() -> mover.status() instanceof MoveStatus.Running);
  }

  @AfterEach
  void end() {
    room.close();
  }

  @Test
  void aPaceReachesTheMoverAndTheOneAfterIt() {
    assertThat(mover.pace).isEqualTo(MovePace.FULL);
    room.steer(NAME, Steering.Wish.SLOWER, "ops");
    await().until(() -> mover.pace, new MovePace(false, 0.5)::equals);
    room.steer(NAME, Steering.Wish.PAUSE, "ops");
    await().until(() -> mover.pace, new MovePace(true, 0.5)::equals);

    room.close();
    begin();
    assertThat(mover.paceAtStart).isEqualTo(new MovePace(true, 0.5));
    room.steer(NAME, Steering.Wish.RESUME, "ops");
    await().until(() -> mover.pace, new MovePace(false, 0.5)::equals);
  }

  @Test
  void anAbortStopsTheMoverAndNothingIsBegunAgain() {
    room.steer(NAME, Steering.Wish.PAUSE, "ops");
    room.steer(NAME, Steering.Wish.ABORT, "ops");
    await().until(() -> state().operation().isEmpty());
    await().until(() -> mover.pace, MovePace.FULL::equals);

    assertThat(mover.stopped).isTrue();
    assertThat(mover.starts).isEqualTo(1);
    assertThat(state().history().pause().all()).isTrue();
    assertThat(events.stream().map(event -> event.event().type()))
        .contains("move.paced", "audit", "operation.aborted");
  }

  private ClusterState state() {
    return room.cluster(NAME).orElseThrow().state().orElseThrow();
  }

  private CompletionStage<Void> publish(EventRecord event) {
    return CompletableFuture.completedFuture(null);
  }

  /** All slots of the second master are to go to the first. */
  private static ClusterState rebalancing() {
    ClusterView view = dev.slotwright.cluster.Clusters.masters(3).withReplicas(1).onHosts(3).view();
    NodeId first = view.owners().get(0).id();
    Map<NodeId, SlotSet> owners =
        Map.of(first, view.owners().get(0).slots().plus(view.owners().get(1).slots()));
    Header header = new Header("op-1", Instant.now(), 3, 3, 1, 6, 6, POLICY.execution(), "test");
    return new ClusterState(
        ClusterState.NEW.history(),
        Optional.of(new Rebalance(header, owners)),
        Optional.empty(),
        Retries.NONE,
        Tally.ZERO,
        Optional.empty(),
        Steering.NONE,
        HandOvers.NONE,
        Outbox.EMPTY);
  }

  private final class Steered implements Clusters {
    private final PaperClusters paper = new PaperClusters();

    @Override
    public Workload workload(ClusterRef cluster) {
      return paper.workload(cluster);
    }

    @Override
    public StateStore stateStore(ClusterRef cluster) {
      return store;
    }

    @Override
    public Leadership leadership(ClusterRef cluster) {
      return paper.leadership(cluster);
    }

    @Override
    public Nodes nodes(ClusterRef cluster, Leadership leadership) {
      return new Nodes(paper.nodes(cluster, leadership).redis(), mover);
    }
  }

  private static final class OnePolicy implements PolicySource {
    @Override
    public List<Policy> current() {
      return List.of(POLICY);
    }

    @Override
    public void onChange(Consumer<Change> listener) {
      listener.accept(new Change.Loaded(POLICY, "shop.yaml"));
    }
  }

  private static final class KeptState implements StateStore {
    private Stored stored;

    KeptState(ClusterState state) {
      stored = new Stored(StateCodec.encode(state), "1");
    }

    @Override
    public synchronized Optional<Stored> load() {
      return Optional.of(stored);
    }

    @Override
    public synchronized String save(String text, Optional<String> version) {
      stored = new Stored(text, version.orElseThrow() + "+");
      return stored.version();
    }
  }

  /** Moves nothing, for ever. */
  private static final class PaperMove extends IdleMover {
    private volatile MovePace pace = MovePace.FULL;
    private volatile MovePace paceAtStart;
    private volatile boolean stopped;
    private volatile int starts;

    @Override
    public synchronized void start(
        ClusterView view,
        List<SlotMove> moves,
        SlotBytes bytes,
        Execution execution,
        MoveListener listener) {
      paceAtStart = pace;
      starts++;
      status = new MoveStatus.Running(MoveStatus.Progress.NONE);
    }

    @Override
    public void pace(MovePace wanted) {
      pace = wanted;
    }

    @Override
    public void stop() {
      stopped = true;
      status = new MoveStatus.Failed(MoveStatus.Progress.NONE, "stopped on request", true);
    }
  }
}
