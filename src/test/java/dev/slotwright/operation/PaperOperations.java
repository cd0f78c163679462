package dev.slotwright.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.Observation;
import dev.slotwright.cluster.Pod;
import dev.slotwright.cluster.Shard;
import dev.slotwright.event.Event;
import dev.slotwright.event.EventRecord;
import dev.slotwright.load.LoadWindow;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.policy.Execution;
import dev.slotwright.policy.Policies;
import dev.slotwright.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Drives operations over a cluster of paper, on a clock of its own, pass by pass. */
final class PaperOperations {
  static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

  private static final Execution EXECUTION =
      new Execution(16, Duration.ofMillis(5), Execution.Transport.AUTO);

  private Instant now = START;

  /** What the controller reads at every step; empty for none. */
  Optional<Policy> policy = Optional.of(Policies.memory(3, 12, 1));

  /** Commands of the next pass that are carried out before the controller dies. */
  private int obeyed = Integer.MAX_VALUE;

  /** The time of the last step. */
  Instant now() {
    return now;
  }

  /** A cluster's state with this operation just begun. */
  static ClusterState begin(Operation operation) {
    return ClusterState.NEW.with(operation);
  }

  static Operation form(int shards, int replicas) {
    return new Form(header(0, shards, replicas), Optional.empty());
  }

  static Operation out(int from, int to, int replicas) {
    return new ScaleOut(header(from, to, replicas), 0.05, Optional.empty(), Optional.empty());
  }

  static Operation in(int from, int to, int replicas) {
    return new ScaleIn(
        header(from, to, replicas), 0.05, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** A cluster with all slots assigned: node i is master i, then the replicas. */
  PaperCluster formed(int shards, int replicas) {
    PaperCluster cluster = new PaperCluster(shards * (1 + replicas));
    drive(begin(form(shards, replicas)), cluster, tick -> {});
    return cluster;
  }

  /**
   * Steps until the operation has ended.
   *
   * @param chaos told the number of each step before it
   * @throws AssertionError after 2000 steps
   */
  ClusterState drive(ClusterState begun, PaperCluster cluster, Consumer<Integer> chaos) {
    ClusterState state = begun;
    for (int tick = 0; tick < 2_000; tick++) {
      chaos.accept(tick);
      state = step(state, cluster);
      if (state.operation().isEmpty()) {
        return state;
      }
    }
    throw new AssertionError("not done after 2000 steps: " + state);
  }

  /** One pass of the controller, half a second after the last, and what it commands. */
  ClusterState step(ClusterState state, PaperCluster cluster) {
    now = now.plusMillis(500);
    cluster.tick();
    Controller.Reaction reaction = Controller.react(state, inputs(cluster));
    cluster.acknowledge();
    reaction.commands().stream().limit(obeyed).forEach(cluster::obey);
    obeyed = Integer.MAX_VALUE;
    return reaction.state();
  }

  /** Of the next step's commands only so many are carried out, as when the controller dies. */
  void diesAfter(int commands) {
    obeyed = commands;
  }

  /** So many shards that own all slots, each with its replicas, and no pod beside them. */
  void assertWhole(PaperCluster cluster, int shards, int replicas) {
    cluster.tick();
    Observation seen = cluster.observe(now);
    ClusterView view = seen.view();
    assertThat(view.assigned().size()).isEqualTo(16_384);
    assertThat(view.owners()).hasSize(shards);
    assertThat(view.shards()).hasSize(shards);
    assertThat(view.shards())
        .extracting(Shard::replicas)
        .allSatisfy(followers -> assertThat(followers).hasSize(replicas));
    assertThat(seen.pods().pods()).hasSize(shards * (1 + replicas));
    assertThat(seen.pods().pods()).extracting(Pod::ordinal).doesNotHaveDuplicates();
    assertThat(view.newcomers()).isEmpty();
    List<NodeId> ids = List.copyOf(view.nodes().keySet());
    assertThat(ids).hasSize(shards * (1 + replicas));
  }

  /** Types of the events that wait to be published, oldest first. */
  static List<String> types(ClusterState state) {
    return state.outbox().events().stream().map(e -> e.event().type()).toList();
  }

  /** Events of one type that wait to be published, oldest first. */
  static <T extends Event> List<T> told(ClusterState state, Class<T> type) {
    return state.outbox().events().stream()
        .map(EventRecord::event)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  /** What the controller sees now; nothing of it is carried out, no pod comes or goes. */
  Controller.Inputs inputs(PaperCluster cluster) {
    return new Controller.Inputs(
        "shop",
        policy,
        cluster.observe(now),
        new LoadWindow(Duration.ofMinutes(1), Duration.ofSeconds(1), 10),
        SlotBytes.uniform(1_000),
        cluster.move(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        now);
  }

  private static Header header(int from, int to, int replicas) {
    return new Header(
        "op-1",
        START,
        from,
        to,
        replicas,
        from * (1 + replicas),
        to * (1 + replicas),
        EXECUTION,
        "test");
  }
}
