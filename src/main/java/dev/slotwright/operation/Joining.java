package dev.slotwright.operation;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.NodeReport;
import dev.slotwright.cluster.Observation;
import dev.slotwright.cluster.Pod;
import dev.slotwright.cluster.PodSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The way from a number of pods to members that all know each other; empty when it is done. */
final class Joining {
  private Joining() {}

  static Optional<Progress> progress(Observation seen, int pods) {
    return pods(seen.pods(), pods)
        .or(() -> strangers(seen, pods))
        .or(() -> meet(seen, pods))
        .or(() -> acquainted(seen, pods));
  }

  /** Enough pods, each ready. */
  static Optional<Progress> pods(PodSet set, int pods) {
    if (set.desired() < pods) {
      return Optional.of(Progress.act(new Command.Grow(pods)));
    }
    if (!set.ready(pods)) {
      return Optional.of(new Progress.Wait(waitingFor(set, pods)));
    }
    return Optional.empty();
  }

  private static String waitingFor(PodSet set, int pods) {
    List<String> missing =
        IntStream.range(0, pods)
            .mapToObj(
                ordinal -> set.pods().stream().filter(p -> p.ordinal() == ordinal).findFirst())
            .filter(pod -> pod.isEmpty() || !pod.get().ready() || pod.get().terminating())
            .flatMap(Optional::stream)
            .map(pod -> pod.name() + pod.waiting().map(why -> " (" + why + ")").orElse(""))
            .toList();
    return missing.isEmpty()
        ? "waiting for the StatefulSet " + set.name() + " to make its pods"
        : "waiting for pods to be ready: " + String.join(", ", missing);
  }

  /** A node with another life's data or in another cluster never joins. */
  private static Optional<Progress> strangers(Observation seen, int pods) {
    List<String> strangers =
        seen.view().foreign().stream()
            .filter(report -> !halfMet(seen, report))
            .map(NodeReport::asked)
            .map(Address::host)
            .filter(host -> seen.pods().at(host).filter(p -> p.ordinal() < pods).isPresent())
            .sorted()
            .toList();
    return strangers.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Progress.Wait(
                "nodes at "
                    + String.join(", ", strangers)
                    + " are not empty and not of this cluster: empty them (FLUSHALL, CLUSTER RESET"
                    + " HARD) or remove their claims, if nobody needs their data"));
  }

  /** Blank nodes, and those that were killed in the middle of a meeting. */
  private static Optional<Progress> meet(Observation seen, int pods) {
    Optional<NodeReport> entry = entry(seen, pods);
    List<Command> meetings =
        Stream.of(
                seen.view().newcomers().stream(),
                seen.view().foreign().stream().filter(report -> halfMet(seen, report)),
                seen.view().reports().values().stream()
                    .filter(report -> entry.filter(host -> strangers(host, report)).isPresent()))
            .flatMap(reports -> reports)
            .filter(report -> entry.filter(host -> host.self().equals(report.self())).isEmpty())
            .filter(report -> ordinal(seen, report).filter(o -> o < pods).isPresent())
            .flatMap(
                report ->
                    entry.stream()
                        .<Command>map(
                            host -> new Command.Meet(host.asked(), report.asked(), report.self())))
            .toList();
    return meetings.isEmpty() ? Optional.empty() : Optional.of(new Progress.Act(meetings));
  }

  /** It knows members, who have forgotten it or never heard of it; nothing is on it. */
  private static boolean halfMet(Observation seen, NodeReport report) {
    return report.keys() == 0
        && report.known().stream()
            .allMatch(
                node ->
                    node.id().equals(report.self()) || seen.view().nodes().containsKey(node.id()))
        && report.selfNode().slots().isEmpty();
  }

  private static boolean strangers(NodeReport one, NodeReport other) {
    return !knows(one, other) || !knows(other, one);
  }

  private static boolean knows(NodeReport one, NodeReport other) {
    return one.known().stream().anyMatch(node -> node.id().equals(other.self()));
  }

  private static Optional<Integer> ordinal(Observation seen, NodeReport report) {
    return seen.pods().at(report.asked().host()).map(Pod::ordinal);
  }

  /**
   * A member to meet through: one that owns slots where there is one, else the first blank node.
   */
  private static Optional<NodeReport> entry(Observation seen, int pods) {
    return seen.view().owners().stream()
        .flatMap(node -> seen.view().report(node.id()).stream())
        .findFirst()
        .or(() -> seen.view().reports().values().stream().findFirst())
        .or(
            () ->
                seen.view().newcomers().stream()
                    .filter(report -> ordinal(seen, report).filter(o -> o < pods).isPresent())
                    .min(Comparator.comparing(report -> ordinal(seen, report).orElseThrow())));
  }

  /** Every pod's node is a member, and every member knows every member. */
  private static Optional<Progress> acquainted(Observation seen, int pods) {
    String silent =
        seen.pods().pods().stream()
            .filter(pod -> pod.ordinal() < pods && pod.ready() && !pod.terminating())
            .filter(pod -> seen.nodeIn(pod).isEmpty())
            .map(Pod::name)
            .collect(Collectors.joining(", "));
    if (!silent.isEmpty()) {
      return Optional.of(new Progress.Wait("no answer from Redis in " + silent));
    }
    boolean strange =
        seen.view().reports().values().stream()
            .anyMatch(
                report ->
                    !seen.view().reports().keySet().stream()
                        .allMatch(
                            id ->
                                report.known().stream()
                                    .anyMatch(node -> node.id().equals(id) && node.healthy())));
    return strange
        ? Optional.of(new Progress.Wait("waiting until all nodes know each other"))
        : Optional.empty();
  }
}
