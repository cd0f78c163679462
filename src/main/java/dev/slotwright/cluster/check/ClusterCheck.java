package dev.slotwright.cluster.check;

import dev.slotwright.cluster.ClusterView;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Everything that is wrong with a cluster, errors first.
 *
 * <p>Beside what {@code redis-cli --cluster check} looks at (coverage, agreement, open slots of
 * masters) this finds open slots on replicas (Valkey 8 and newer keeps them there), keys in slots
 * that their holder does not own, masters without a replica, shards on one host, replicas that lag,
 * and settings that differ.
 */
public final class ClusterCheck {
  private ClusterCheck() {}

  /**
   * The findings.
   *
   * @param details of the nodes that answered a closer look
   */
  public static List<Finding> findings(ClusterView view, List<NodeDetail> details) {
    return Stream.of(
            SlotRules.findings(view, details),
            NodeRules.findings(view, details),
            ReplicaRules.findings(view),
            SettingRules.findings(view, details))
        .flatMap(List::stream)
        .sorted(Comparator.comparing(Finding::severity).thenComparing(Finding::code))
        .toList();
  }
}
