package dev.slotwright.cluster.check;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeReport;
import dev.slotwright.cluster.check.Finding.Code;
import dev.slotwright.cluster.check.Finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who is there, who is well, and whether they see the same. */
final class NodeRules {
  /** With fewer masters nobody is left to vote for a successor when one fails. */
  private static final int LEAST_MASTERS = 3;

  private NodeRules() {}

  static List<Finding> findings(ClusterView view, List<NodeDetail> details) {
    List<Finding> found = new ArrayList<>();
    view.nodes().values().forEach(node -> health(view, node, found));
    view.reports().values().forEach(report -> state(report, found));
    view.foreign().forEach(report -> foreign(report, found));
    for (String difference : view.disagreements()) {
      found.add(
          Finding.error(
              Code.VIEWS_DIFFER,
              difference,
              "gossip settles that within seconds; if it stays, look at the bus ports (10000 above"
                  + " the other) between all nodes"));
    }
    if (!view.owners().isEmpty() && view.owners().size() < LEAST_MASTERS) {
      found.add(
          Finding.warning(
              Code.NO_MAJORITY_AFTER_ONE_FAILURE,
              "%d masters own slots: when one fails the others are no majority"
                  .formatted(view.owners().size()),
              "have %d masters or more".formatted(LEAST_MASTERS)));
    }
    for (NodeDetail detail : details) {
      for (String refused : detail.refused()) {
        found.add(
            Finding.warning(
                Code.NOT_CHECKED,
                detail.node(),
                "%s did not tell: %s".formatted(Finding.name(view, detail.node()), refused),
                "permit it to the user that checks"));
      }
    }
    return found;
  }

  private static void health(ClusterView view, Node node, List<Finding> found) {
    Optional<String> silence =
        Optional.ofNullable(view.report(node.id()).isPresent() ? null : reason(view, node));
    Severity severity =
        node.isMaster() && !node.slots().isEmpty() ? Severity.ERROR : Severity.WARNING;
    Node.Health worst = worst(view, node);
    switch (worst) {
      case FAILED ->
          add(
              found,
              severity,
              Code.NODE_FAILED,
              node,
              "%s is taken for failed by the others".formatted(label(node)),
              "start it again, or CLUSTER FORGET it everywhere when it will not come back");
      case SUSPECTED ->
          add(
              found,
              Severity.WARNING,
              Code.NODE_SUSPECTED,
              node,
              "%s is suspected by some others".formatted(label(node)),
              "look at its load and at the bus port between the nodes");
      case HANDSHAKE, NO_ADDRESS ->
          add(
              found,
              severity,
              Code.NODE_UNSETTLED,
              node,
              "%s has no settled address with the others (%s)".formatted(label(node), worst),
              "CLUSTER MEET it at its address, or CLUSTER FORGET it everywhere");
      case OK -> {
        // Its silence towards us is told below.
      }
    }
    if (worst != Node.Health.FAILED && silence.isPresent()) {
      add(
          found,
          severity,
          Code.NODE_SILENT,
          node,
          "%s did not answer: %s".formatted(label(node), silence.orElseThrow()),
          "let this machine reach it, with the same password");
    }
  }

  private static String reason(ClusterView view, Node node) {
    return view.unreachable().entrySet().stream()
        .filter(entry -> entry.getKey().toString().equals(node.address().toString()))
        .map(java.util.Map.Entry::getValue)
        .findFirst()
        .orElse("it was not asked");
  }

  /** As those who answer see it: a node does not know that it is taken for failed. */
  private static Node.Health worst(ClusterView view, Node node) {
    return view.reports().values().stream()
        .flatMap(report -> report.known().stream())
        .filter(seen -> seen.id().equals(node.id()))
        .map(Node::health)
        .max(java.util.Comparator.comparingInt(NodeRules::badness))
        .orElse(node.health());
  }

  private static int badness(Node.Health health) {
    return switch (health) {
      case OK -> 0;
      case SUSPECTED -> 1;
      case HANDSHAKE -> 2;
      case NO_ADDRESS -> 3;
      case FAILED -> 4;
    };
  }

  private static void state(NodeReport report, List<Finding> found) {
    if (!report.stateOk()) {
      found.add(
          Finding.error(
              Code.STATE_NOT_OK,
              report.self(),
              "%s does not say cluster_state:ok and refuses commands"
                  .formatted(Finding.name(report.selfNode())),
              "see the other findings: a slot without owner, or no majority of masters that it"
                  + " hears"));
    }
    if (report.loading()) {
      found.add(
          Finding.warning(
              Code.NODE_LOADING,
              report.self(),
              "%s still loads its data".formatted(Finding.name(report.selfNode())),
              "wait"));
    }
  }

  private static void foreign(NodeReport report, List<Finding> found) {
    found.add(
        Finding.error(
            Code.NODE_FOREIGN,
            report.self(),
            "%s belongs to another cluster, or was forgotten by this one"
                .formatted(Finding.name(report.selfNode())),
            "find out whether its keys are needed before anything else"));
  }

  private static String label(Node node) {
    return (node.isMaster() ? "master " : "replica ") + Finding.name(node);
  }

  private static void add(
      List<Finding> found, Severity severity, Code code, Node node, String what, String remedy) {
    found.add(new Finding(severity, code, Optional.of(node.id()), what, remedy));
  }
}
