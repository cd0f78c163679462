package dev.slotwright.bench.mover;

import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisBinary;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** Three masters that hold a shape, and three empty ones that every node knows. */
final class BenchCluster implements AutoCloseable {
  static final int SOURCES = 3;
  static final int SLOTS = 16_384;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final LocalCluster cluster;
  private final List<ClusterNode> targets = new ArrayList<>();
  private final Path logs;
  private final Shape shape;

  private BenchCluster(LocalCluster cluster, Path logs, Shape shape) {
    this.cluster = cluster;
    this.logs = logs;
    this.shape = shape;
  }

  /** Formed, joined and filled. */
  static BenchCluster of(RedisBinary server, int replicas, Path logs, Shape shape) {
    LocalCluster.Settings settings =
        LocalCluster.Settings.of(server, SOURCES, replicas).withNodeTimeout(Duration.ofSeconds(15));
    BenchCluster cluster = new BenchCluster(LocalCluster.form(settings), logs, shape);
    try {
      cluster.join(replicas);
      new Filler(cluster).fill();
      cluster.awaitReplicas();
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  Shape shape() {
    return shape;
  }

  /** Where child processes of contestants write. */
  Path log(String name) {
    return logs.resolve(name + "-" + System.nanoTime() + ".log");
  }

  ClusterNode source(int i) {
    return cluster.node(i);
  }

  List<ClusterNode> masters() {
    return IntStream.range(0, 2 * SOURCES)
        .mapToObj(i -> i < SOURCES ? cluster.node(i) : targets.get(i - SOURCES))
        .toList();
  }

  List<ClusterNode> targets() {
    return List.copyOf(targets);
  }

  List<ClusterNode> nodes() {
    return cluster.nodes();
  }

  /** The three transfers that end with an even share each. */
  List<SlotTransfer> transfers() {
    return IntStream.range(0, SOURCES)
        .mapToObj(
            i -> {
              int half = firstSlot(i) + (firstSlot(i + 1) - firstSlot(i)) / 2;
              return new SlotTransfer(source(i), targets.get(i), firstSlot(i), half - 1);
            })
        .toList();
  }

  /** The first slot of source i. */
  static int firstSlot(int source) {
    return source * SLOTS / SOURCES;
  }

  static int sourceOf(int slot) {
    return IntStream.range(0, SOURCES)
        .filter(i -> slot < firstSlot(i + 1))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("slot " + slot));
  }

  /** CPU time of all servers so far, in seconds. */
  double cpuSeconds() {
    return ProcessCpu.seconds(cluster.nodes().stream().map(n -> n.process().pid()).toList());
  }

  @Override
  public void close() {
    cluster.close();
  }

  private void join(int replicas) {
    List<ClusterNode> joining = new ArrayList<>();
    for (int i = 0; i < SOURCES * (1 + replicas); i++) {
      joining.add(cluster.addEmptyNode());
    }
    for (ClusterNode node : joining) {
      node.call("CLUSTER", "MEET", source(0).address(), Integer.toString(cluster.port()));
    }
    cluster.awaitStable(cluster.nodes().size());
    targets.addAll(joining.subList(0, SOURCES));
    for (int i = SOURCES; i < joining.size(); i++) {
      joining.get(i).call("CLUSTER", "REPLICATE", targets.get(i % SOURCES).id());
    }
    joining.subList(SOURCES, joining.size()).forEach(BenchCluster::awaitLink);
    cluster.awaitStable(cluster.nodes().size());
  }

  private static void awaitLink(ClusterNode replica) {
    await(
        "link of " + replica.endpoint(),
        () -> replica.call("INFO", "replication").toString().contains("master_link_status:up"));
  }

  /** Until replicas have what was filled in. */
  private void awaitReplicas() {
    for (ClusterNode node : cluster.nodes()) {
      awaitOffset(node);
    }
  }

  private static void awaitOffset(ClusterNode node) {
    await(
        "replicas of " + node.endpoint(),
        () -> {
          String info = (String) node.call("INFO", "replication");
          String own = info.replaceAll("(?s).*master_repl_offset:(\\d+).*", "$1");
          return info.lines()
              .filter(line -> line.matches("slave\\d+:.*"))
              .allMatch(line -> line.contains("offset=" + own + ","));
        });
  }

  static void await(String what, Callable<Boolean> reached) {
    Awaitility.await(what)
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(reached);
  }
}
