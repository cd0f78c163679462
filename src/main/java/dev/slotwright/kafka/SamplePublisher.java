package dev.slotwright.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.slotwright.cluster.Role;
import dev.slotwright.control.SampleSink;
import dev.slotwright.load.Metric;
import dev.slotwright.load.NodeSample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Puts samples on the metrics topic, in the documented JSON. Never blocks. */
final class SamplePublisher implements SampleSink {
  private static final JsonFactory JSON = new JsonFactory();

  private final Outlet outlet;
  private final String topic;

  /**
   * @param outlet closed with this sink
   */
  SamplePublisher(Outlet outlet, String topic) {
    this.outlet = outlet;
    this.topic = topic;
  }

  @Override
  public CompletionStage<Void> publish(NodeSample sample) {
    return outlet.send(
        new ProducerRecord<>(
            topic, sample.cluster().getBytes(StandardCharsets.UTF_8), json(sample)));
  }

  static byte[] json(NodeSample sample) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("schema", NativeJson.SCHEMA);
      json.writeStringField("cluster", sample.cluster());
      json.writeStringField("node", sample.node().value());
      json.writeStringField("timestamp", sample.at().toString());
      if (sample.role().isPresent()) {
        json.writeStringField("role", word(sample.role().get()));
      }
      json.writeObjectFieldStart("metrics");
      for (Map.Entry<Metric, Double> each : sample.values().entrySet()) {
        number(json, each.getKey().field(), each.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static String word(Role role) {
    return switch (role) {
      case MASTER -> "master";
      case REPLICA -> "replica";
    };
  }

  /** Whole numbers as such: bytes are easier to read without an exponent. */
  private static void number(JsonGenerator json, String field, double value) throws IOException {
    if (value == Math.rint(value) && value < 1L << 53) {
      json.writeNumberField(field, (long) value);
    } else {
      json.writeNumberField(field, value);
    }
  }

  @Override
  public void close() {
    outlet.close();
  }
}
