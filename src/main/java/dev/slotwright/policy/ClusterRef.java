package dev.slotwright.policy;

import java.util.Optional;

/**
 * The cluster that a policy is for.
 *
 * @param name as in samples and events
 * @param namespace of the StatefulSet
 * @param statefulSet its name
 * @param port that Redis listens on in each pod
 * @param credentialsSecret a Secret in the same namespace with {@code password} and, optionally,
 *     {@code username}; empty without a password
 */
public record ClusterRef(
    String name,
    String namespace,
    String statefulSet,
    int port,
    Optional<String> credentialsSecret) {}
