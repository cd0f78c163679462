package dev.slotwright.config;

import dev.slotwright.control.PolicySource.Change;
import dev.slotwright.policy.Policy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which policies are in force, given what the files hold. The last good version of a file stands
 * while a newer one is invalid; of two files for one cluster, or of one name, the first by file
 * name counts. Not thread-safe.
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
    Map<String, String> clusters = new HashMap<>();
    Map<String, String> names = new HashMap<>();
    lastGood.forEach(
        (file, valid) -> {
          Policy policy = valid.policy();
          Optional<Problem> conflict = conflict(file, valid, clusters, names);
          if (conflict.isPresent()) {
            List<Change.Rejected> all = new ArrayList<>(faults.getOrDefault(file, List.of()));
            all.add(rejection(conflict.get()));
            faults.put(file, all);
          } else {
            clusters.put(policy.cluster().name(), file);
            names.put(policy.name(), file);
            policies.put(file, policy);
          }
        });
    return policies;
  }

  private static Optional<Problem> conflict(
      String file,
      PolicyFile.Reading.Valid valid,
      Map<String, String> clusters,
      Map<String, String> names) {
    Policy policy = valid.policy();
    String cluster = policy.cluster().name();
    if (clusters.containsKey(cluster)) {
      String found =
          "cluster '%s' has a policy in %s already".formatted(cluster, clusters.get(cluster));
      return Optional.of(
          new Problem(
              file,
              valid.clusterLine(),
              "spec.cluster.name",
              found + ", which stays in force; " + file + " does not count",
              "one policy for a cluster: remove one of the two files"));
    }
    if (names.containsKey(policy.name())) {
      String found =
          "'%s' is the name of the policy in %s too"
              .formatted(policy.name(), names.get(policy.name()));
      return Optional.of(
          new Problem(
              file,
              valid.nameLine(),
              "metadata.name",
              found + ", which stays in force; " + file + " does not count",
              "a name of its own for each policy"));
    }
    return Optional.empty();
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
