package dev.slotwright.world.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * Makes servers that know nobody a cluster. Everybody meets everybody, on a short node timeout, for
 * nodes gossip twice a timeout; what remains are the 2 s after its start in which a master calls no
 * cluster well.
 */
final class Forming {
  private static final int SLOTS = 16_384;
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Pattern NOT_YET = Pattern.compile("[ ,](?:no)?fail(?:over)?\\??[ ,]");
  private static final String TIMEOUT = "cluster-node-timeout";
  private static final String NO_FAILOVER = "cluster-replica-no-failover";

  private final LocalCluster.Settings settings;
  private final List<ClusterNode> nodes;

  Forming(LocalCluster.Settings settings, List<ClusterNode> nodes) {
    this.settings = settings;
    this.nodes = nodes;
  }

  /** What servers have to be started with, beside what the settings say. */
  static List<String> arguments(LocalCluster.Settings settings) {
    // A stall of a second is not to be answered by an election.
    return mayBeSet(settings)
        ? List.of("--" + TIMEOUT, "1000", "--" + NO_FAILOVER, "yes")
        : List.of();
  }

  /** Where CONFIG is not to be had, what servers start with is what they keep. */
  private static boolean mayBeSet(LocalCluster.Settings settings) {
    return !settings.arguments().contains("--rename-command");
  }

  void run() {
    nodes.forEach(ClusterNode::awaitAnswering);
    int masters = settings.masters();
    for (int i = 0; i < masters; i++) {
      nodes.get(i).call("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
      nodes.get(i).addSlots(IntStream.range(i * SLOTS / masters, (i + 1) * SLOTS / masters));
    }
    nodes.forEach(this::meetLaterOnes);
    await("nodes that know each other", this::allKnowAll);
    int owned = masters * (1 + settings.replicas());
    List<ClusterNode> replicas = nodes.subList(masters, owned);
    for (int i = 0; i < replicas.size(); i++) {
      replicas.get(i).call("CLUSTER", "REPLICATE", nodes.get(i % masters).id());
    }
    replicas.forEach(ClusterNode::awaitSynced);
    if (mayBeSet(settings)) {
      nodes.forEach(node -> node.call("CONFIG", "SET", NO_FAILOVER, "no"));
    }
    await("nodes that call the cluster well", () -> nodes.stream().allMatch(this::callsItWell));
    await("the same epochs everywhere", this::agreeOnEpochs);
    if (mayBeSet(settings)) {
      String timeout = Long.toString(settings.nodeTimeout().toMillis());
      nodes.forEach(node -> node.call("CONFIG", "SET", TIMEOUT, timeout));
    }
  }

  private void meetLaterOnes(ClusterNode node) {
    try (RedisConnection connection = node.connect()) {
      for (ClusterNode other : nodes.subList(nodes.indexOf(node) + 1, nodes.size())) {
        connection.call("CLUSTER", "MEET", other.address(), Integer.toString(other.port()));
      }
    }
  }

  private boolean allKnowAll() {
    return nodes.stream()
        .map(node -> (String) node.call("CLUSTER", "NODES"))
        .allMatch(
            view ->
                !view.contains("handshake")
                    && nodes.stream().allMatch(node -> view.contains(node.id())));
  }

  private boolean callsItWell(ClusterNode node) {
    return node.isOk(nodes.size());
  }

  /**
   * Whether every node has heard each master's config epoch from itself, and misses nobody, nor
   * takes a replica for one that is not to be elected. A replica that has not cannot win an
   * election: it stands for an epoch that the others know to be old.
   */
  private boolean agreeOnEpochs() {
    List<String> views = nodes.stream().map(n -> (String) n.call("CLUSTER", "NODES")).toList();
    return views.stream().noneMatch(view -> NOT_YET.matcher(view).find())
        && views.stream().map(Forming::masterEpochs).distinct().count() == 1;
  }

  private static Map<String, String> masterEpochs(String view) {
    return view.lines()
        .map(line -> line.split(" "))
        .filter(words -> words[2].contains("master"))
        .collect(Collectors.toMap(words -> words[0], words -> words[6]));
  }

  private static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(25))
        .until(condition);
  }
}
