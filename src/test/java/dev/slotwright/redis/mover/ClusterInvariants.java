package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.Slot;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/**
 * What holds after every move and every repair, whatever went wrong: each slot has one owner in
 * every living node's view, no slot is open on any master or replica, no key is on two masters.
 */
final class ClusterInvariants {
  private static final Duration GOSSIP = Duration.ofSeconds(20);

  private ClusterInvariants() {}

  /** Waits for gossip where views have to agree; everything else has to hold at once. */
  static void hold(LocalCluster cluster) {
    noSlotIsOpen(cluster);
    Awaitility.await("one owner for each slot in every view")
        .atMost(GOSSIP)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> oneOwnerInEveryView(cluster));
    noKeyIsOnTwoMasters(cluster);
  }

  static void noSlotIsOpen(LocalCluster cluster) {
    for (ClusterNode node : living(cluster)) {
      SelfView view = Views.self(node);
      assertThat(view.migrating()).as("MIGRATING at %s", node.endpoint()).isEmpty();
      assertThat(view.importing()).as("IMPORTING at %s", node.endpoint()).isEmpty();
    }
  }

  static void oneOwnerInEveryView(LocalCluster cluster) {
    Map<NodeId, SlotSet> first = null;
    for (ClusterNode node : living(cluster)) {
      Map<NodeId, SlotSet> owners = new TreeMap<>();
      Views.self(node)
          .peers()
          .values()
          .forEach(
              peer -> {
                if (!peer.slots().isEmpty()) {
                  owners.put(peer.id(), peer.slots());
                }
              });
      assertThat(owners.values().stream().mapToInt(SlotSet::size).sum())
          .as("slots owned in the view of %s", node.endpoint())
          .isEqualTo(Slot.COUNT);
      if (first != null) {
        assertThat(owners).as("view of %s", node.endpoint()).isEqualTo(first);
      }
      first = owners;
    }
  }

  static void noKeyIsOnTwoMasters(LocalCluster cluster) {
    Map<String, String> holders = new HashMap<>();
    for (ClusterNode node : living(cluster)) {
      if (Views.self(node).master()) {
        for (String key : keys(node)) {
          assertThat(holders.putIfAbsent(key, node.endpoint()))
              .as("other holder of %s beside %s", key, node.endpoint())
              .isNull();
        }
      }
    }
  }

  /** All keys of all living masters. */
  static Set<String> keys(LocalCluster cluster) {
    Set<String> keys = new HashSet<>();
    living(cluster).stream()
        .filter(node -> Views.self(node).master())
        .forEach(node -> keys.addAll(keys(node)));
    return keys;
  }

  private static Set<String> keys(ClusterNode node) {
    Set<String> keys = new HashSet<>();
    try (RedisConnection connection = node.connect()) {
      String cursor = "0";
      do {
        List<?> reply = (List<?>) connection.call("SCAN", cursor, "COUNT", "5000");
        cursor = (String) reply.get(0);
        ((List<?>) reply.get(1)).forEach(key -> keys.add((String) key));
      } while (!cursor.equals("0"));
    }
    return keys;
  }

  private static List<ClusterNode> living(LocalCluster cluster) {
    return cluster.nodes().stream().filter(ClusterNode::isAlive).toList();
  }
}
