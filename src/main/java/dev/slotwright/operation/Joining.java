package dev.slotwright.operation;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.NodeReport;
import dev.slotwright.cluster.Observation;
import dev.slotwright.cluster.Pod;
import dev.slotwright.cluster.PodSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The way from a number of pods to members that all know each other; empty when it is done. */
final class Joining {
  private Joining() {}

  static Optional<Progress> progress(Observation seen, int pods) {
    return pods(seen.pods(), pods)
        .or(() -> strangers(seen, pods))
        .or(() -> meet(seen, pods))
        .or(() -> acquainted(seen));
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

  private static Optional<Progress> meet(Observation seen, int pods) {
    Optional<Address> entry = entry(seen, pods);
    List<Command> meetings = new ArrayList<>();
    for (NodeReport newcomer : seen.view().newcomers()) {
      boolean ours =
          seen.pods().at(newcomer.asked().host()).filter(p -> p.ordinal() < pods).isPresent();
      if (ours && !Optional.of(newcomer.asked()).equals(entry)) {
        entry.ifPresent(
            member -> meetings.add(new Command.Meet(member, newcomer.asked(), newcomer.self())));
      }
    }
    return meetings.isEmpty() ? Optional.empty() : Optional.of(new Progress.Act(meetings));
  }

  /** A member to meet through: one that owns slots where there is one. */
  private static Optional<Address> entry(Observation seen, int pods) {
    return seen.view().owners().stream()
        .filter(node -> seen.view().reports().containsKey(node.id()))
        .findFirst()
        .map(node -> seen.view().reports().get(node.id()).asked())
        .or(() -> seen.view().reports().values().stream().findFirst().map(NodeReport::asked))
        .or(() -> firstBlank(seen, pods));
  }

  private static Optional<Address> firstBlank(Observation seen, int pods) {
    return seen.pods().pods().stream()
        .filter(pod -> pod.ordinal() < pods)
        .map(Pod::ip)
        .flatMap(Optional::stream)
        .flatMap(
            ip ->
                seen.view().newcomers().stream()
                    .map(NodeReport::asked)
                    .filter(asked -> asked.host().equals(ip)))
        .findFirst();
  }

  /** Every pod's node is a member, and every member knows every member. */
  private static Optional<Progress> acquainted(Observation seen) {
    String silent =
        seen.pods().pods().stream()
            .filter(pod -> pod.ready() && !pod.terminating() && seen.nodeIn(pod).isEmpty())
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
