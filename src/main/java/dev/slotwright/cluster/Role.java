package dev.slotwright.cluster;

/** What a node does; observed, never derived from a pod's ordinal. */
public enum Role {
  MASTER,
  REPLICA
}
