package dev.slotwright.operation;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What has to be remembered of masters in pods that are to be deleted, so that each is told once.
 *
 * @param begun what was commanded and not yet seen done
 * @param told uids of pods of which people know that their master cannot be handed over
 */
public record HandOvers(Optional<HandOver> begun, Set<String> told) {
  public static final HandOvers NONE = new HandOvers(Optional.empty(), Set.of());

  public HandOvers {
    told = Set.copyOf(told);
  }

  HandOvers begun(Optional<HandOver> next) {
    return new HandOvers(next, told);
  }

  HandOvers tell(String uid) {
    Set<String> more = new TreeSet<>(told);
    more.add(uid);
    return new HandOvers(begun, more);
  }

  /** Pods that are gone are not remembered. */
  HandOvers only(Collection<String> uids) {
    Set<String> rest = new TreeSet<>(told);
    rest.retainAll(uids);
    return new HandOvers(begun, rest);
  }
}
