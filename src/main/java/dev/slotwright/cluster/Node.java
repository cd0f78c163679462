package dev.slotwright.cluster;

import java.util.Optional;

/**
 * A node as somebody sees it.
 *
 * @param id its own name
 * @param address where it listens, as announced
 * @param role master or replica
 * @param master of a replica: whom it follows
 * @param slots what it owns; empty for a replica
 * @param health as the observer's failure detector has it
 * @param linked whether the observer's bus link to it is up; true for itself
 * @param configEpoch its epoch; the higher one wins a slot
 */
public record Node(
    NodeId id,
    Address address,
    Role role,
    Optional<NodeId> master,
    SlotSet slots,
    Health health,
    boolean linked,
    long configEpoch) {

  /** What the cluster's failure detector says. */
  public enum Health {
    OK,
    /** {@code fail?}: this observer alone suspects it. */
    SUSPECTED,
    /** {@code fail}: the majority of masters agreed. */
    FAILED,
    /** In the middle of MEET. */
    HANDSHAKE,
    /** {@code noaddr}: its address is not known. */
    NO_ADDRESS
  }

  public boolean isMaster() {
    return role == Role.MASTER;
  }

  public boolean healthy() {
    return health == Health.OK;
  }
}
