package dev.slotwright.telemetry;

import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.Observation;
import dev.slotwright.cluster.Pod;
import dev.slotwright.control.ClusterStatus;
import dev.slotwright.control.DependencyStatus;
import dev.slotwright.judgement.Verdict;
import dev.slotwright.load.ClusterLoad;
import dev.slotwright.load.ShardLoad;
import dev.slotwright.operation.ClusterState;
import dev.slotwright.operation.MoveFigures;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.operation.Operation;
import dev.slotwright.policy.Execution;
import dev.slotwright.policy.Pause;
import dev.slotwright.policy.Policy;
import dev.slotwright.telemetry.Meters.Table;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** All gauges at one moment, read off what the loops and the adapters say. */
final class Reading {
  private static final List<String> KINDS = List.of("form", "scale-out", "scale-in", "rebalance");

  private static final Set<Execution.Transport> TRANSPORTS =
      EnumSet.complementOf(EnumSet.of(Execution.Transport.AUTO));

  private final Map<Table, Map<Tags, Double>> rows = new EnumMap<>(Table.class);

  private Reading() {
    for (Table table : Table.values()) {
      rows.put(table, new HashMap<>());
    }
  }

  static Reading of(List<ClusterStatus> clusters, List<DependencyStatus.Status> dependencies) {
    Reading reading = new Reading();
    clusters.forEach(reading::cluster);
    long policies = clusters.stream().filter(status -> status.policy().isPresent()).count();
    reading.put(Table.POLICIES, Tags.empty(), policies);
    dependencies.forEach(
        status -> reading.put(Table.DEPENDENCY, Tags.of("dependency", status.name()), status.ok()));
    return reading;
  }

  void show(Meters meters) {
    rows.forEach(meters::show);
  }

  private void cluster(ClusterStatus status) {
    Tags cluster = Tags.of("cluster", status.cluster().name());
    put(Table.LEADING, cluster, status.leading());
    put(Table.PROBLEM, cluster, status.problem().isPresent());
    status.policy().ifPresent(policy -> policy(policy, cluster));
    if (status.leading()) {
      status.verdict().map(Verdict::target).ifPresent(n -> put(Table.SHARDS_WANTED, cluster, n));
      status.state().ifPresent(state -> state(state, status, cluster));
      status.observation().ifPresent(seen -> topology(seen, status, cluster));
      move(status.move(), cluster);
    }
  }

  private void policy(Policy policy, Tags cluster) {
    policy
        .signals()
        .forEach(
            (signal, target) -> {
              Tags tags = cluster.and("signal", signal.field());
              put(Table.SIGNAL_TARGET, tags, target.target());
              put(Table.SIGNAL_HARD, tags, target.hard());
            });
  }

  private void state(ClusterState state, ClusterStatus status, Tags cluster) {
    String kind = state.operation().map(Operation::kind).orElse("");
    KINDS.forEach(each -> put(Table.OPERATION, cluster.and("kind", each), each.equals(kind)));
    put(Table.OUTBOX, cluster, state.outbox().events().size());
    Pause inFile = status.policy().map(Policy::pause).orElse(Pause.NONE);
    put(Table.PAUSED, cluster, inFile.or(state.history().pause()).all());
  }

  private void topology(Observation seen, ClusterStatus status, Tags cluster) {
    List<Node> masters = seen.view().masters();
    put(Table.SHARDS, cluster, seen.view().owners().size());
    put(Table.MASTERS, cluster, masters.size());
    put(Table.REPLICAS, cluster, seen.view().nodes().size() - masters.size());
    put(Table.PODS, cluster.and("state", "desired"), seen.pods().desired());
    put(
        Table.PODS,
        cluster.and("state", "ready"),
        seen.pods().pods().stream().filter(Pod::ready).count());
    put(Table.CLUSTER_OK, cluster, seen.view().stateOk());
    put(
        Table.OPEN_SLOTS,
        cluster,
        seen.view().openSlots().stream().map(open -> open.slot()).distinct().count());
    for (Node master : seen.view().owners()) {
      seen.podOf(master.id()).ifPresent(pod -> shard(master, pod, status, cluster));
    }
  }

  /** A shard's label is its master's pod: as many values as the set has pods. */
  private void shard(Node master, Pod pod, ClusterStatus status, Tags cluster) {
    Tags shard = cluster.and("shard", Integer.toString(pod.ordinal()));
    put(Table.SHARD_SLOTS, shard, master.slots().size());
    status
        .load()
        .flatMap((ClusterLoad load) -> load.of(master.id()))
        .ifPresent(load -> load(load, shard));
  }

  private void load(ShardLoad load, Tags shard) {
    put(Table.SHARD_MEMORY, shard, load.usedBytes());
    put(Table.SHARD_MEMORY_LIMIT, shard, load.capacityBytes());
    load.values()
        .forEach(
            (signal, value) -> put(Table.SHARD_SIGNAL, shard.and("signal", signal.field()), value));
  }

  private void move(MoveStatus status, Tags cluster) {
    boolean running = status instanceof MoveStatus.Running;
    MoveStatus.Progress progress = running ? status.progress() : MoveStatus.Progress.NONE;
    MoveFigures figures = progress.figures();
    put(Table.MOVE_SLOTS_LEFT, cluster, progress.slotsTotal() - progress.slotsMoved());
    put(Table.MOVE_KEYS, cluster, progress.keysPerSecond());
    put(Table.MOVE_PAUSE, cluster, progress.longestPauseMillis() / 1000);
    put(Table.MOVE_SHARE, cluster, figures.pace().paused() ? 0 : figures.pace().share());
    put(Table.MOVE_BATCH_KEYS, cluster, figures.batchKeys());
    put(Table.MOVE_BATCH_BYTES, cluster, figures.batchBytes());
    for (Execution.Transport transport : TRANSPORTS) {
      put(
          Table.MOVE_TRANSPORT,
          cluster.and("transport", MoveFigures.word(transport)),
          figures.transports().contains(transport));
    }
    if (!running) {
      put(Table.MOVE_SECONDS, cluster, 0);
    }
    progress.secondsLeft().ifPresent(seconds -> put(Table.MOVE_SECONDS, cluster, seconds));
  }

  private void put(Table table, Tags tags, boolean value) {
    put(table, tags, value ? 1 : 0);
  }

  private void put(Table table, Tags tags, OptionalDouble value) {
    value.ifPresent(number -> put(table, tags, number));
  }

  private void put(Table table, Tags tags, double value) {
    rows.get(table).put(tags, value);
  }
}
