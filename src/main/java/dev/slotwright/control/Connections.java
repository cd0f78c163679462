package dev.slotwright.control;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Observation;
import dev.slotwright.operation.MovePace;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.policy.ClusterRef;
import java.time.Clock;
import java.util.Optional;

/**
 * Everything that one loop talks to. The nodes are connected at the first use, and anew after a
 * refusal, because the credentials may have changed.
 */
final class Connections implements AutoCloseable {
  private final ClusterRef cluster;
  private final Clusters clusters;
  private final Clock clock;
  private final Workload workload;
  private final Leadership leadership;
  private final StateKeeper state;
  private MovePace pace = MovePace.FULL;
  private MoveTotals finished = MoveTotals.NONE;
  private volatile Optional<Clusters.Nodes> nodes = Optional.empty();

  /**
   * Whether nodes may have settings that a move has changed: ours, or that of who was in charge.
   */
  private boolean settingsOwed = true;

  Connections(ClusterRef cluster, Clusters clusters, Clock clock) {
    this.cluster = cluster;
    this.clusters = clusters;
    this.clock = clock;
    this.workload = clusters.workload(cluster);
    this.state = new StateKeeper(clusters.stateStore(cluster));
    this.leadership = clusters.leadership(cluster);
  }

  Workload workload() {
    return workload;
  }

  Leadership leadership() {
    return leadership;
  }

  StateKeeper state() {
    return state;
  }

  RedisCluster redis() {
    return nodes().redis();
  }

  SlotMover mover() {
    return nodes().mover();
  }

  /** A finished move was seen. */
  void acknowledge() {
    finished = moves();
    mover().acknowledge();
    settingsOwed = true;
  }

  /** Another instance is in charge: nothing that was known counts any more. */
  void forget() {
    state.forget();
    settingsOwed = true;
  }

  /** Between moves: what the last one could not put back at the nodes is put back. */
  void putBackSettings(ClusterView view) {
    if (settingsOwed && !(move() instanceof MoveStatus.Running)) {
      settingsOwed = !mover().putBackSettings(view);
    }
  }

  /** Of the mover, without connecting. */
  MoveStatus move() {
    return nodes.map(open -> open.mover().status()).orElseGet(MoveStatus.Idle::new);
  }

  /** Of all orders so far, the one that runs included. */
  MoveTotals moves() {
    return finished.plus(move().progress());
  }

  /** Of the mover, now or as soon as it is connected. */
  void pace(MovePace wanted) {
    pace = wanted;
    nodes.ifPresent(open -> open.mover().pace(wanted));
  }

  Observation observe() {
    return new Observer(workload, redis(), clock).observe();
  }

  private Clusters.Nodes nodes() {
    if (nodes.isEmpty()) {
      nodes = Optional.of(clusters.nodes(cluster, leadership));
      nodes.orElseThrow().mover().pace(pace);
    }
    return nodes.orElseThrow();
  }

  /** The next use reads the credentials again. Not during a move, which has its own errors. */
  void reconnect() {
    if (!(move() instanceof MoveStatus.Running)) {
      finished = moves();
      nodes.ifPresent(Clusters.Nodes::close);
      nodes = Optional.empty();
    }
  }

  /** The lease last: nobody else begins before this instance has let go of everything. */
  @Override
  public void close() {
    nodes.ifPresent(Clusters.Nodes::close);
    workload.close();
    leadership.close();
  }
}
