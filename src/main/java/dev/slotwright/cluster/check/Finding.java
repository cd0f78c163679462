package dev.slotwright.cluster.check;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import java.util.Optional;

/**
 * Something that is not as it should be.
 *
 * @param severity how bad
 * @param code which rule found it
 * @param node the node that it is about; empty when it is about the cluster
 * @param what is wrong, and where
 * @param remedy what to do
 */
public record Finding(
    Severity severity, Code code, Optional<NodeId> node, String what, String remedy) {

  /** How bad it is. */
  public enum Severity {
    /** Clients are harmed, or keys are at risk. */
    ERROR,
    /** It serves, but the next fault would harm. */
    WARNING
  }

  /** Which rule found it. */
  public enum Code {
    SLOTS_WITHOUT_OWNER,
    SLOTS_WITH_TWO_OWNERS,
    SLOT_OPEN,
    KEYS_NOT_OWNED,
    STATE_NOT_OK,
    NODE_FAILED,
    NODE_SUSPECTED,
    NODE_SILENT,
    NODE_LOADING,
    NODE_UNSETTLED,
    NODE_FOREIGN,
    VIEWS_DIFFER,
    NO_MAJORITY_AFTER_ONE_FAILURE,
    MASTER_WITHOUT_REPLICA,
    REPLICA_WITHOUT_MASTER,
    REPLICA_LINK_DOWN,
    REPLICA_BEHIND,
    SHARD_ON_ONE_HOST,
    SETTINGS_DIFFER,
    VERSIONS_DIFFER,
    NOT_CHECKED
  }

  static Finding error(Code code, NodeId node, String what, String remedy) {
    return new Finding(Severity.ERROR, code, Optional.of(node), what, remedy);
  }

  static Finding error(Code code, String what, String remedy) {
    return new Finding(Severity.ERROR, code, Optional.empty(), what, remedy);
  }

  static Finding warning(Code code, NodeId node, String what, String remedy) {
    return new Finding(Severity.WARNING, code, Optional.of(node), what, remedy);
  }

  static Finding warning(Code code, String what, String remedy) {
    return new Finding(Severity.WARNING, code, Optional.empty(), what, remedy);
  }

  /** A node for people. */
  static String name(Node node) {
    return node.id().brief() + " " + node.address();
  }

  static String name(ClusterView view, NodeId id) {
    return view.node(id).map(Finding::name).orElse(id.brief());
  }
}
