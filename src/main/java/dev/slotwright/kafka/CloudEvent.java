package dev.slotwright.kafka;

import dev.slotwright.event.Event;
import dev.slotwright.event.EventRecord;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * An event as a Kafka record: CloudEvents 1.0, binary mode (the attributes are headers that begin
 * with {@code ce_}, the value is the data).
 */
final class CloudEvent {
  /** The key of events that belong to no cluster. */
  static final String INSTANCE = "slotwright";

  private CloudEvent() {}

  static ProducerRecord<byte[], byte[]> of(EventRecord told, String topic) {
    RecordHeaders headers = new RecordHeaders();
    put(headers, "ce_specversion", "1.0");
    put(headers, "ce_id", told.id());
    put(headers, "ce_source", source(told.cluster()));
    put(headers, "ce_type", "dev.slotwright." + told.event().type() + ".v1");
    put(headers, "ce_time", told.at().toString());
    subject(told.event()).ifPresent(subject -> put(headers, "ce_subject", subject));
    put(headers, "content-type", "application/json");
    String key = told.cluster().isEmpty() ? INSTANCE : told.cluster();
    return new ProducerRecord<>(topic, null, utf8(key), EventJson.bytes(told.event()), headers);
  }

  private static String source(String cluster) {
    return cluster.isEmpty()
        ? "/slotwright"
        : "/slotwright/" + URLEncoder.encode(cluster, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** What the event is about, within the cluster; never the empty string. */
  private static Optional<String> subject(Event event) {
    String subject =
        switch (event) {
          case Event.VerdictReached e -> e.policy();
          case Event.OperationStarted e -> e.operation();
          case Event.StepTaken e -> e.operation();
          case Event.SlotsMoved e -> e.operation();
          case Event.SlotsWithdrawn e -> e.operation();
          case Event.MasterReplaced e -> e.pod();
          case Event.MovePaced e -> e.operation();
          case Event.TransportFellBack e -> e.operation();
          case Event.OperationBlocked e -> e.operation();
          case Event.OperationCompleted e -> e.operation();
          case Event.OperationAborted e -> e.operation();
          case Event.PolicyLoaded e -> e.policy();
          case Event.PolicyRejected e -> e.file();
          case Event.PolicyRemoved e -> e.policy();
          case Event.Audited e -> e.action();
          case Event.Warned e -> e.code();
          case Event.Merged e -> "";
        };
    return Optional.of(subject).filter(text -> !text.isBlank());
  }

  private static void put(RecordHeaders headers, String name, String value) {
    headers.add(name, utf8(value));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
