package dev.slotwright.cluster.check;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.NodeReport;
import dev.slotwright.cluster.Shard;
import dev.slotwright.cluster.check.Finding.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whether every shard would survive the loss of a node, and of a host. */
final class ReplicaRules {
  /** Replication stream that a replica may miss before it counts as behind, in bytes. */
  private static final long FAR_BEHIND = 16 << 20;

  private ReplicaRules() {}

  static List<Finding> findings(ClusterView view) {
    List<Finding> found = new ArrayList<>();
    for (Shard shard : view.shards()) {
      if (shard.replicas().isEmpty() && !shard.master().slots().isEmpty()) {
        found.add(
            Finding.warning(
                Code.MASTER_WITHOUT_REPLICA,
                shard.master().id(),
                "master %s has no replica: its %d slots go with it"
                    .formatted(Finding.name(shard.master()), shard.master().slots().size()),
                "slotwright cluster join --node HOST:PORT --replica-of " + shard.master().id()));
      }
      hosts(shard, found);
      shard.replicas().forEach(replica -> link(view, shard.master(), replica, found));
    }
    view.nodes().values().stream()
        .filter(node -> !node.isMaster())
        .forEach(replica -> orphan(view, replica, found));
    return found;
  }

  private static void hosts(Shard shard, List<Finding> found) {
    Map<String, List<Node>> byHost = new TreeMap<>();
    List<Node> all = new ArrayList<>(List.of(shard.master()));
    all.addAll(shard.replicas());
    all.forEach(
        node -> byHost.computeIfAbsent(node.address().host(), h -> new ArrayList<>()).add(node));
    if (!shard.replicas().isEmpty() && byHost.size() == 1) {
      found.add(
          Finding.warning(
              Code.SHARD_ON_ONE_HOST,
              shard.master().id(),
              "the shard of master %s is on one host alone, %s: %s"
                  .formatted(
                      Finding.name(shard.master()), byHost.keySet().iterator().next(), names(all)),
              "have a replica of it on another host"));
      return;
    }
    byHost.forEach(
        (host, nodes) -> {
          if (nodes.size() > 1) {
            found.add(
                Finding.warning(
                    Code.SHARD_ON_ONE_HOST,
                    shard.master().id(),
                    "nodes of the shard of master %s share host %s: %s"
                        .formatted(Finding.name(shard.master()), host, names(nodes)),
                    "spread them"));
          }
        });
  }

  private static String names(List<Node> nodes) {
    return String.join(", ", nodes.stream().map(Finding::name).toList());
  }

  private static void link(ClusterView view, Node master, Node replica, List<Finding> found) {
    Optional<NodeReport> report = view.report(replica.id());
    if (report.isEmpty()) {
      return;
    }
    if (!report.orElseThrow().linkUp()) {
      found.add(
          Finding.warning(
              Code.REPLICA_LINK_DOWN,
              replica.id(),
              "replica %s has no link to its master %s"
                  .formatted(Finding.name(replica), Finding.name(master)),
              "see its log: password (masterauth), ports, or a full sync under way"));
      return;
    }
    long behind =
        view.report(master.id()).map(of -> of.offset() - report.orElseThrow().offset()).orElse(0L);
    if (behind > FAR_BEHIND) {
      found.add(
          Finding.warning(
              Code.REPLICA_BEHIND,
              replica.id(),
              "replica %s is %d bytes behind its master %s"
                  .formatted(Finding.name(replica), behind, Finding.name(master)),
              "look at its link, its disk and its output buffer at the master"));
    }
  }

  private static void orphan(ClusterView view, Node replica, List<Finding> found) {
    Optional<NodeId> master = replica.master();
    Optional<Node> followed = master.flatMap(view::node);
    if (followed.filter(Node::isMaster).isEmpty()) {
      found.add(
          Finding.warning(
              Code.REPLICA_WITHOUT_MASTER,
              replica.id(),
              "replica %s follows %s"
                  .formatted(
                      Finding.name(replica),
                      followed
                          .map(node -> "replica " + Finding.name(node))
                          .or(() -> master.map(id -> id.brief() + ", which nobody knows"))
                          .orElse("nobody")),
              "CLUSTER REPLICATE a master"));
    }
  }
}
