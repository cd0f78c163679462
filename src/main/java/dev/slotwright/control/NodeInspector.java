package dev.slotwright.control;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.check.NodeDetail;
import java.util.List;

/** Looks closer at the nodes of a cluster than an observation does; changes nothing. */
@FunctionalInterface
public interface NodeInspector {
  /** Of every member that answers; who does not, or does not permit it, says why. */
  List<NodeDetail> inspect(ClusterView view);
}
