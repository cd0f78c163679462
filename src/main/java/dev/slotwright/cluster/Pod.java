package dev.slotwright.cluster;

import java.util.Optional;

/**
 * A pod of the StatefulSet.
 *
 * @param name such as {@code redis-cluster-4}
 * @param ordinal the number at the name's end
 * @param uid changes when the pod is re-created
 * @param ip once it has one
 * @param ready whether its readiness probe answers
 * @param terminating whether its deletion was asked for
 * @param host the Kubernetes node it runs on
 * @param zone that node's zone, where it is labelled
 * @param waiting why it does not run yet, in Kubernetes' words; empty when it runs
 */
public record Pod(
    String name,
    int ordinal,
    String uid,
    Optional<String> ip,
    boolean ready,
    boolean terminating,
    Optional<String> host,
    Optional<String> zone,
    Optional<String> waiting) {}
