package dev.slotwright.it;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slotwright.world.LocalWorld;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Stands in for a collector: writes the documented JSON for every master that owns slots, twice a
 * second, with operations a second as the test wants them.
 */
final class Samples implements AutoCloseable {
  static final String TOPIC = "slotwright.metrics";

  private static final System.Logger LOG = System.getLogger(Samples.class.getName());
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration INTERVAL = Duration.ofMillis(500);

  private final LocalWorld world;
  private final KafkaProducer<byte[], byte[]> producer;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("samples").factory());
  private final Set<String> silent = ConcurrentHashMap.newKeySet();
  private volatile double opsPerSecond;

  Samples(LocalWorld world) {
    this.world = world;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                world.broker().bootstrapServers(),
                "max.block.ms",
                500,
                "delivery.timeout.ms",
                2000,
                "request.timeout.ms",
                1000,
                "linger.ms",
                0,
                "reconnect.backoff.max.ms",
                200),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** From now on the cluster as a whole has so many operations a second, spread evenly. */
  void ops(double ofTheWholeCluster) {
    boolean first = opsPerSecond == 0;
    opsPerSecond = ofTheWholeCluster;
    if (first) {
      clock.scheduleWithFixedDelay(this::send, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** From now on nothing is heard of this node. */
  void silence(String node) {
    silent.add(node);
  }

  void speakAgain() {
    silent.clear();
  }

  /** Writes one record and waits for the broker's word. */
  void write(byte[] value) {
    try {
      producer.send(new ProducerRecord<>(TOPIC, null, value)).get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("the record was not written", e);
    }
  }

  static byte[] of(String cluster, String node, Instant at, double opsPerSecond) {
    ObjectNode sample = JSON.createObjectNode();
    sample.put("cluster", cluster).put("node", node).put("timestamp", at.toString());
    sample.putObject("metrics").put("opsPerSecond", opsPerSecond);
    return sample.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void send() {
    try {
      var owners = Members.of(world).owners();
      for (Members.Member owner : owners) {
        if (!silent.contains(owner.id())) {
          byte[] sample =
              of(world.cluster(), owner.id(), Instant.now(), opsPerSecond / owners.size());
          producer.send(new ProducerRecord<>(TOPIC, null, sample));
        }
      }
    } catch (RuntimeException e) {
      // A pod or the broker is away because a test wants it so; the next round follows.
      LOG.log(System.Logger.Level.DEBUG, "no samples this time", e);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    producer.close(Duration.ZERO);
  }
}
