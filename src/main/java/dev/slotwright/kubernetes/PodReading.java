package dev.slotwright.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads a Kubernetes pod as one of ours. */
final class PodReading {
  private static final int LONGEST_REASON = 300;

  private PodReading() {}

  static dev.slotwright.cluster.Pod read(Pod pod, int ordinal, Zones zones) {
    PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
    Optional<String> host =
        Optional.ofNullable(pod.getSpec().getNodeName()).filter(PodReading::text);
    boolean ready =
        condition(status, "Ready").filter(found -> "True".equals(found.getStatus())).isPresent();
    return new dev.slotwright.cluster.Pod(
        pod.getMetadata().getName(),
        ordinal,
        Optional.ofNullable(pod.getMetadata().getUid()).orElse(""),
        Optional.ofNullable(status.getPodIP()).filter(PodReading::text),
        ready,
        pod.getMetadata().getDeletionTimestamp() != null,
        host,
        host.flatMap(zones::of),
        ready ? Optional.empty() : waiting(status));
  }

  /** Why the pod does not run, the most telling of what Kubernetes says. */
  private static Optional<String> waiting(PodStatus status) {
    return notScheduled(status)
        .or(() -> container(status))
        .or(
            () ->
                Optional.ofNullable(status.getReason())
                    .map(reason -> joined(reason, status.getMessage())))
        .or(() -> Optional.ofNullable(status.getPhase()).filter(phase -> !phase.equals("Running")));
  }

  private static Optional<String> notScheduled(PodStatus status) {
    return condition(status, "PodScheduled")
        .filter(found -> "False".equals(found.getStatus()))
        .map(
            found ->
                joined(
                    Optional.ofNullable(found.getReason()).orElse("Unschedulable"),
                    found.getMessage()));
  }

  private static Optional<String> container(PodStatus status) {
    return Stream.concat(
            status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
        .map(PodReading::stopped)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> stopped(ContainerStatus status) {
    ContainerState state = status.getState();
    if (state == null) {
      return Optional.empty();
    }
    if (state.getWaiting() != null && state.getWaiting().getReason() != null) {
      return Optional.of(joined(state.getWaiting().getReason(), state.getWaiting().getMessage()));
    }
    // An init container that ended well is no reason; anything else that ended is.
    if (state.getTerminated() != null
        && !Integer.valueOf(0).equals(state.getTerminated().getExitCode())) {
      return Optional.of(
          joined(
              Optional.ofNullable(state.getTerminated().getReason()).orElse("Error"),
              state.getTerminated().getMessage()));
    }
    return Optional.empty();
  }

  private static Optional<PodCondition> condition(PodStatus status, String type) {
    List<PodCondition> conditions = status.getConditions();
    return conditions.stream().filter(found -> type.equals(found.getType())).findFirst();
  }

  private static boolean text(String value) {
    return !value.isBlank();
  }

  private static String joined(String reason, String message) {
    String whole = message == null || message.isBlank() ? reason : reason + ": " + message;
    return whole.length() <= LONGEST_REASON ? whole : whole.substring(0, LONGEST_REASON) + "…";
  }
}
