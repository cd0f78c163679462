package dev.slotwright.redis.mover;

import java.time.Duration;

/**
 * Bounds of the mover that no policy sets.
 *
 * @param patience how long a group of slots may make no progress before the order fails
 * @param agreement how long gossip may take to bring all nodes to one view of the slots
 * @param migrateTimeout upper bound of MIGRATE's own time-out for an ordinary batch
 * @param bigKeyBytes from here on a key is moved alone
 * @param bigKeyBytesPerSecond what a big key moves at, the slow end of what was measured
 * @param replicaWindowBytes how far the target's replicas may be behind before the mover waits
 * @param pageKeys upper bound of key names held at once for a pair
 * @param goneAfter how long a node that the others take for failed has to be silent until its slots
 *     are closed without it; longer than an ordinary restart takes
 * @param atomic bounds of the servers' own migration
 */
public record MoverSettings(
    Duration patience,
    Duration agreement,
    Duration migrateTimeout,
    long bigKeyBytes,
    long bigKeyBytesPerSecond,
    long replicaWindowBytes,
    int pageKeys,
    Duration goneAfter,
    AtomicSettings atomic) {

  /** Fit for real clusters. */
  public static MoverSettings defaults() {
    return new MoverSettings(
        Duration.ofSeconds(60),
        Duration.ofSeconds(15),
        Duration.ofSeconds(1),
        1 << 20,
        64 << 20,
        16 << 20,
        16_384,
        Duration.ofMinutes(5),
        AtomicSettings.defaults());
  }

  MoverSettings withPatience(Duration newPatience) {
    return with(newPatience, agreement, replicaWindowBytes, goneAfter, atomic);
  }

  MoverSettings withAgreement(Duration newAgreement) {
    return with(patience, newAgreement, replicaWindowBytes, goneAfter, atomic);
  }

  MoverSettings withReplicaWindowBytes(long newWindow) {
    return with(patience, agreement, newWindow, goneAfter, atomic);
  }

  MoverSettings withGoneAfter(Duration newGoneAfter) {
    return with(patience, agreement, replicaWindowBytes, newGoneAfter, atomic);
  }

  MoverSettings withAtomic(AtomicSettings newAtomic) {
    return with(patience, agreement, replicaWindowBytes, goneAfter, newAtomic);
  }

  /** The same but for what somebody has reason to set otherwise. */
  private MoverSettings with(
      Duration newPatience,
      Duration newAgreement,
      long newWindow,
      Duration newGoneAfter,
      AtomicSettings newAtomic) {
    return new MoverSettings(
        newPatience,
        newAgreement,
        migrateTimeout,
        bigKeyBytes,
        bigKeyBytesPerSecond,
        newWindow,
        pageKeys,
        newGoneAfter,
        newAtomic);
  }
}
