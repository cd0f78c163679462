package dev.slotwright.api;

import dev.slotwright.policy.Policy;

/**
 * The policy in force.
 *
 * @param hash names this version of the file
 * @param mode {@code Observe}, {@code Recommend}, {@code Approve} or {@code Enforce}
 */
public record PolicyDetail(
    String name, String hash, String mode, int minShards, int maxShards, int replicasPerShard) {
  static PolicyDetail of(Policy policy) {
    return new PolicyDetail(
        policy.name(),
        policy.hash(),
        Words.of(policy.mode()),
        policy.bounds().minShards(),
        policy.bounds().maxShards(),
        policy.bounds().replicasPerShard());
  }
}
