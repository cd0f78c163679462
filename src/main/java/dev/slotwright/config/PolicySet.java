package dev.slotwright.config;

import dev.slotwright.control.PolicySource.Change;
import dev.slotwright.policy.ClusterRef;
import dev.slotwright.policy.Policy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Which policies are in force, given what the files hold. The last good version of a file stands
 * while a newer one is invalid; of two files for one cluster, of one name, or for one StatefulSet,
 * the first by file name counts. Not thread-safe.
 */
final class PolicySet {
  private final SortedMap<String, PolicyFile.Reading.Valid> lastGood = new TreeMap<>();
  private SortedMap<String, Policy> inForce = new TreeMap<>();
  private SortedMap<String, List<Change.Rejected>> rejected = new TreeMap<>();

  List<Policy> current() {
    return List.copyOf(inForce.values());
  }

  /** What one who comes now has to be told. */
  List<Change> standing() {
    List<Change> changes = new ArrayList<>();
    inForce.forEach((file, policy) -> changes.add(new Change.Loaded(policy, file)));
    rejected.values().forEach(changes::addAll);
    return changes;
  }

  /**
   * @param readings of every file that is there; a file that is not counts as removed
   * @return what changed, removals first
   */
  List<Change> apply(SortedMap<String, PolicyFile.Reading> readings) {
    SortedMap<String, List<Change.Rejected>> faults = new TreeMap<>();
    lastGood.keySet().retainAll(readings.keySet());
    readings.forEach(
        (file, reading) -> {
          switch (reading) {
            case PolicyFile.Reading.Valid valid -> lastGood.put(file, valid);
            case PolicyFile.Reading.Invalid invalid ->
                faults.put(file, invalid.problems().stream().map(PolicySet::rejection).toList());
          }
        });
    SortedMap<String, Policy> now = resolve(faults);
    List<Change> changes = difference(now, faults);
    inForce = now;
    rejected = faults;
    return changes;
  }

  static Change.Rejected rejection(Problem problem) {
    return new Change.Rejected(problem.file(), problem.line(), problem.what(), problem.expected());
  }

  private SortedMap<String, Policy> resolve(SortedMap<String, List<Change.Rejected>> faults) {
    SortedMap<String, Policy> policies = new TreeMap<>();
    lastGood.forEach(
        (file, valid) -> {
          Optional<Problem> conflict = conflict(file, valid, policies);
          if (conflict.isPresent()) {
            List<Change.Rejected> all = new ArrayList<>(faults.getOrDefault(file, List.of()));
            all.add(rejection(conflict.get()));
            faults.put(file, all);
          } else {
            policies.put(file, valid.policy());
          }
        });
    return policies;
  }

  /**
   * Why the file does not count beside the earlier ones. Two policies of one StatefulSet under two
   * cluster names would be two loops with a lease each, and nothing would keep them apart.
   */
  private static Optional<Problem> conflict(
      String file, PolicyFile.Reading.Valid valid, SortedMap<String, Policy> earlier) {
    Policy policy = valid.policy();
    ClusterRef cluster = policy.cluster();
    String stays = ", which stays in force; " + file + " does not count";
    return first(earlier, other -> other.cluster().name().equals(cluster.name()))
        .map(
            other ->
                new Problem(
                    file,
                    valid.clusterLine(),
                    "spec.cluster.name",
                    "cluster '%s' has a policy in %s already%s"
                        .formatted(cluster.name(), other, stays),
                    "one policy for a cluster: remove one of the two files"))
        .or(
            () ->
                first(earlier, other -> other.name().equals(policy.name()))
                    .map(
                        other ->
                            new Problem(
                                file,
                                valid.nameLine(),
                                "metadata.name",
                                "'%s' is the name of the policy in %s too%s"
                                    .formatted(policy.name(), other, stays),
                                "a name of its own for each policy")))
        .or(
            () ->
                first(earlier, other -> sameStatefulSet(other.cluster(), cluster))
                    .map(
                        other ->
                            new Problem(
                                file,
                                valid.statefulSetLine(),
                                "spec.cluster.statefulSet",
                                "StatefulSet '%s' in namespace '%s' has a policy in %s already%s"
                                    .formatted(
                                        cluster.statefulSet(), cluster.namespace(), other, stays),
                                "one policy for a StatefulSet: remove one of the two files")));
  }

  private static boolean sameStatefulSet(ClusterRef one, ClusterRef other) {
    return one.namespace().equals(other.namespace())
        && one.statefulSet().equals(other.statefulSet());
  }

  private static Optional<String> first(
      SortedMap<String, Policy> earlier, Predicate<Policy> conflicting) {
    return earlier.entrySet().stream()
        .filter(entry -> conflicting.test(entry.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private List<Change> difference(
      SortedMap<String, Policy> now, SortedMap<String, List<Change.Rejected>> faults) {
    List<Change> changes = new ArrayList<>();
    inForce.forEach(
        (file, policy) -> {
          Policy next = now.get(file);
          if (next == null || !next.cluster().name().equals(policy.cluster().name())) {
            changes.add(new Change.Removed(policy, file));
          }
        });
    now.forEach(
        (file, policy) -> {
          Policy before = inForce.get(file);
          if (before == null || !before.hash().equals(policy.hash())) {
            changes.add(new Change.Loaded(policy, file));
          }
        });
    Map<String, List<Change.Rejected>> news = new LinkedHashMap<>(faults);
    news.entrySet()
        .removeIf(entry -> Objects.equals(rejected.get(entry.getKey()), entry.getValue()));
    news.values().forEach(changes::addAll);
    return changes;
  }
}
