package dev.slotwright.redis.mover;

/** What befalls a random run in the middle of a move. */
enum Disaster {
  /** The mover is gone between two commands, and another one repairs. */
  MOVER_DIES(0, false),
  /** SIGKILL, and the node comes back on its append-only file. */
  NODE_RESTARTS(0, true),
  /** SIGSTOP for less than it takes to be declared dead. */
  NODE_FREEZES(0, false),
  /** A replica takes over by hand. */
  FAILOVER(1, false),
  /** SIGKILL of a master; its replica takes over, and it comes back as a replica. */
  MASTER_DIES(1, false),
  /** SIGSTOP until the replica has taken over; it wakes up believing to be the master. */
  MASTER_FREEZES(1, false);

  private final int replicas;
  private final boolean persistent;

  Disaster(int replicas, boolean persistent) {
    this.replicas = replicas;
    this.persistent = persistent;
  }

  /** Of each master. */
  int replicas() {
    return replicas;
  }

  /** Whether nodes write every command to disk before they answer it. */
  boolean persistent() {
    return persistent;
  }

  /** Whether a replica takes a master's place. */
  boolean promotes() {
    return replicas > 0;
  }

  /** Whether a master goes without having been able to replicate what it answered last. */
  boolean losesWindow() {
    return this == MASTER_DIES || this == MASTER_FREEZES;
  }
}
