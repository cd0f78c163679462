package dev.slotwright.kubernetes;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * Events on a StatefulSet for {@code kubectl describe}. One object per reason, which counts and
 * shows the newest message: the whole story is on Kafka, and the API server's store is small.
 */
final class WorkloadNotes {
  private static final String RESOURCE = "events";
  private static final int LONGEST_MESSAGE = 1024;

  private final Api api;

  WorkloadNotes(Api api) {
    this.api = api;
  }

  void add(StatefulSet set, boolean warning, String reason, String message) {
    String namespace = set.getMetadata().getNamespace();
    String name =
        set.getMetadata().getName()
            + ".slotwright-"
            + (warning ? "warning-" : "")
            + reason.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    Event known =
        api.call(
            "get", RESOURCE, namespace, client -> events(client, namespace).withName(name).get());
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    EventBuilder event =
        known == null ? first(set, name, now) : new EventBuilder(known).withCount(times(known) + 1);
    Event written =
        event
            .withType(warning ? "Warning" : "Normal")
            .withReason(reason)
            .withMessage(
                message.length() <= LONGEST_MESSAGE
                    ? message
                    : message.substring(0, LONGEST_MESSAGE))
            .withLastTimestamp(now)
            .build();
    api.call(
        known == null ? "create" : "update",
        RESOURCE,
        namespace,
        client ->
            known == null
                ? events(client, namespace).resource(written).create()
                : events(client, namespace).resource(written).update());
  }

  private static io.fabric8.kubernetes.client.dsl.NonNamespaceOperation<
          Event,
          io.fabric8.kubernetes.api.model.EventList,
          io.fabric8.kubernetes.client.dsl.Resource<Event>>
      events(KubernetesClient client, String namespace) {
    return client.v1().events().inNamespace(namespace);
  }

  private static int times(Event event) {
    return event.getCount() == null ? 1 : event.getCount();
  }

  private static EventBuilder first(StatefulSet set, String name, String now) {
    return new EventBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(set.getMetadata().getNamespace())
        .endMetadata()
        .withNewInvolvedObject()
        .withApiVersion("apps/v1")
        .withKind("StatefulSet")
        .withName(set.getMetadata().getName())
        .withNamespace(set.getMetadata().getNamespace())
        .withUid(set.getMetadata().getUid())
        .endInvolvedObject()
        .withNewSource()
        .withComponent("slotwright")
        .endSource()
        .withReportingComponent("slotwright")
        .withFirstTimestamp(now)
        .withCount(1);
  }
}
