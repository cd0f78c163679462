package dev.slotwright.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Clusters;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.Observation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Layouts of random clusters, carried out on paper. The seed is the test's name. */
class LayoutPropertyTest {
  static LongStream seeds() {
    return LongStream.rangeClosed(1, 400);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void afterAShrinkEveryShardIsWholeOnStayingPods(long seed) {
    Random random = new Random(seed);
    int replicas = random.nextInt(3);
    int before = 3 + random.nextInt(6);
    int after = 2 + random.nextInt(before - 2);
    Clusters clusters = shuffled(random, Clusters.masters(before).withReplicas(replicas));
    for (int i = random.nextInt(3); i > 0 && replicas > 0; i--) {
      NodeId moved = Clusters.replica(random.nextInt(before), random.nextInt(replicas));
      NodeId master = clusters.view().owners().get(random.nextInt(before)).id();
      if (clusters.view().node(moved).orElseThrow().isMaster()) {
        continue;
      }
      clusters = clusters.following(moved, master);
    }
    Observation seen = clusters.observation();

    ShrinkLayout layout =
        ShrinkLayout.of(
            seen, after, replicas, clusters.bytes(random.longs(before, 1, 1_000_000).toArray()));

    Map<NodeId, Set<NodeId>> shards = carryOut(layout, seen.view());
    assertThat(layout.drain()).hasSize(before - after);
    assertThat(shards).hasSize(after);
    assertThat(layout.leave()).hasSize((before - after) * (1 + replicas));
    shards.forEach(
        (master, nodes) -> {
          assertThat(layout.leave()).doesNotContain(master);
          nodes.removeAll(layout.leave());
          assertThat(nodes).as("shard of %s in %s", master, layout).hasSize(1 + replicas);
        });
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void afterAGrowthEveryShardHasItsReplicasOnOtherHosts(long seed) {
    Random random = new Random(seed);
    int replicas = random.nextInt(3);
    int before = 3 + random.nextInt(4);
    int after = before + 1 + random.nextInt(4);
    int hosts = 3 + random.nextInt(4);
    Clusters clusters =
        shuffled(random, Clusters.masters(before).withReplicas(replicas))
            .withEmptyMasters((after - before) * (1 + replicas))
            .onHosts(hosts)
            .inZones("a", "b", "c");
    Observation seen = clusters.observation();

    GrowLayout layout = GrowLayout.of(seen, after, replicas);

    Map<NodeId, Set<NodeId>> shards = shards(seen.view());
    layout.masters().forEach(m -> shards.computeIfAbsent(m, id -> new TreeSet<>(Set.of(id))));
    layout.follow().forEach((node, master) -> attach(shards, node, master));
    assertThat(shards.keySet()).isEqualTo(layout.masters()).hasSize(after);
    assertThat(shards.values()).allMatch(nodes -> nodes.size() == 1 + replicas);
    assertThat(layout).isEqualTo(GrowLayout.of(seen, after, replicas));
    Places places = Places.of(seen);
    if (hosts > 1 + replicas) {
      layout
          .follow()
          .forEach(
              (node, master) ->
                  assertThat(shards.get(master).stream().filter(o -> !o.equals(node)))
                      .noneMatch(other -> places.shareHost(node, other)));
    }
  }

  private static Clusters shuffled(Random random, Clusters clusters) {
    List<Integer> ordinals = new ArrayList<>();
    for (int i = 0; i < clusters.pods().pods().size(); i++) {
      ordinals.add(i);
    }
    Collections.shuffle(ordinals, random);
    Clusters placed = clusters.onPods(ordinals.stream().mapToInt(i -> i).toArray());
    for (Node master : placed.view().owners()) {
      List<Node> replicas = placed.view().replicasOf(master.id());
      if (!replicas.isEmpty() && random.nextInt(4) == 0) {
        placed = placed.failedOverTo(replicas.get(random.nextInt(replicas.size())).id());
      }
    }
    return placed;
  }

  private static Map<NodeId, Set<NodeId>> carryOut(ShrinkLayout layout, ClusterView view) {
    Map<NodeId, Set<NodeId>> shards = shards(view);
    layout.promote().forEach(node -> promote(shards, node));
    layout.drain().forEach(shards::remove);
    layout.follow().forEach((node, master) -> attach(shards, node, master));
    layout.promoteAfterDrain().forEach(node -> promote(shards, node));
    return shards;
  }

  private static Map<NodeId, Set<NodeId>> shards(ClusterView view) {
    Map<NodeId, Set<NodeId>> shards = new TreeMap<>();
    view.owners().forEach(m -> shards.put(m.id(), new TreeSet<>(Set.of(m.id()))));
    view.nodes().values().stream()
        .filter(node -> !node.isMaster())
        .forEach(node -> shards.get(node.master().orElseThrow()).add(node.id()));
    return shards;
  }

  private static void promote(Map<NodeId, Set<NodeId>> shards, NodeId node) {
    NodeId old =
        shards.keySet().stream()
            .filter(m -> shards.get(m).contains(node))
            .findFirst()
            .orElseThrow();
    shards.put(node, shards.remove(old));
  }

  private static void attach(Map<NodeId, Set<NodeId>> shards, NodeId node, NodeId master) {
    shards.values().forEach(nodes -> nodes.remove(node));
    shards.computeIfAbsent(master, fresh -> new TreeSet<>(Set.of(fresh))).add(node);
  }
}
