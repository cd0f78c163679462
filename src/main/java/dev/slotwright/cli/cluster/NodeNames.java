package dev.slotwright.cli.cluster;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the nodes that people name by an id, its beginning, or an address. */
final class NodeNames {
  private NodeNames() {}

  /**
   * @throws InvalidInputException when no node is meant, several are, or a replica is
   */
  static Node master(ClusterView view, String option, String name) {
    Node node = node(view, option, name);
    if (!node.isMaster()) {
      throw new InvalidInputException(
          "%s: %s is a replica of %s; name a master"
              .formatted(
                  option, text(node), node.master().map(NodeId::brief).orElse("an unknown node")));
    }
    return node;
  }

  /**
   * @throws InvalidInputException when no node is meant, or several are
   */
  static Node node(ClusterView view, String option, String name) {
    List<Node> meant =
        view.nodes().values().stream()
            .filter(
                node ->
                    node.id().value().startsWith(name) || node.address().toString().equals(name))
            .toList();
    if (meant.size() == 1) {
      return meant.getFirst();
    }
    throw new InvalidInputException(
        "%s: '%s' is %s; there are %s"
            .formatted(
                option,
                name,
                meant.isEmpty() ? "no node of this cluster" : "the beginning of several ids",
                String.join(", ", view.nodes().values().stream().map(NodeNames::text).toList())));
  }

  /**
   * Weights by master.
   *
   * @throws InvalidInputException as {@link #master}, or when a weight is out of its range
   */
  static Map<NodeId, Double> weights(ClusterView view, Map<String, Double> named) {
    Map<NodeId, Double> weights = new LinkedHashMap<>();
    named.forEach(
        (name, weight) -> {
          if (!(weight == 0 || (weight >= 0.01 && weight <= 100))) {
            throw new InvalidInputException(
                "--weights: %s of %s is neither 0 nor 0.01 to 100".formatted(weight, name));
          }
          Node master = master(view, "--weights", name);
          if (weights.put(master.id(), weight) != null) {
            throw new InvalidInputException("--weights: " + text(master) + " is named twice");
          }
        });
    return weights;
  }

  /** For people: the beginning of the id, and the address. */
  static String text(Node node) {
    return node.id().brief() + " " + node.address();
  }

  static String text(ClusterView view, NodeId id) {
    return view.node(id).map(NodeNames::text).orElse(id.brief());
  }
}
