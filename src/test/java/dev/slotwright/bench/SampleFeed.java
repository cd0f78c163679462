package dev.slotwright.bench;

import dev.slotwright.world.LocalWorld;
import dev.slotwright.world.redis.RedisConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes samples of several clusters onto the metrics topic, at intended times. In odd rounds every
 * master is over its target, in even rounds far under it. Clusters take turns within an interval.
 */
final class SampleFeed implements AutoCloseable {
  private static final long MAX_MEMORY = 1L << 30;
  private static final double HIGH = 0.80;
  private static final double LOW = 0.20;

  private final KafkaProducer<byte[], byte[]> producer;
  private final VerdictTally tally;
  private final Map<String, List<String>> nodes = new LinkedHashMap<>();
  private int round;
  private long samples;
  private double seconds;

  SampleFeed(LocalWorld world, List<String> clusters, int pods, VerdictTally tally) {
    this.tally = tally;
    for (String cluster : clusters) {
      nodes.put(
          cluster,
          IntStream.range(0, pods).mapToObj(pod -> id(world, cluster + "-" + pod)).toList());
    }
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", world.broker().bootstrapServers(), "linger.ms", 0),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  private static String id(LocalWorld world, String pod) {
    try (RedisConnection connection = world.kubelet().process(pod).connect()) {
      Object id = connection.call("CLUSTER", "MYID");
      return id instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : id.toString();
    }
  }

  /** Sends so many rounds, and lets {@code between} run in the free time after each. */
  void rounds(int count, Duration interval, Runnable between) throws InterruptedException {
    long begun = System.nanoTime();
    long step = interval.toNanos() / nodes.size();
    long sent = samples;
    int turn = 0;
    for (int i = 0; i < count; i++, round++) {
      for (Map.Entry<String, List<String>> cluster : nodes.entrySet()) {
        long due = begun + step * turn++;
        long early = due - System.nanoTime();
        if (early > 0) {
          Thread.sleep(Duration.ofNanos(early));
        }
        send(cluster.getKey(), cluster.getValue(), round % 2 == 0 ? LOW : HIGH);
      }
      between.run();
    }
    seconds = (System.nanoTime() - begun) / 1e9;
    samples -= sent;
  }

  /** Of the last {@link #rounds}. */
  double samplesPerSecond() {
    return samples / seconds;
  }

  /** A sample of each node, each with a time of its own: the newest one names the round. */
  private void send(String cluster, List<String> ids, double share) {
    Instant at = Instant.ofEpochMilli(System.currentTimeMillis() - ids.size() + 1);
    tally.round(cluster, at, ids.size());
    for (String id : ids) {
      Instant measured = at;
      producer.send(
          new ProducerRecord<>(
              "slotwright.metrics",
              cluster.getBytes(StandardCharsets.UTF_8),
              sample(cluster, id, measured, share)),
          (metadata, failure) -> {
            if (failure != null) {
              System.err.println("a sample was not taken: " + failure);
            }
            tally.acknowledged(cluster, measured, System.nanoTime());
          });
      at = at.plusMillis(1);
      samples++;
    }
  }

  private static byte[] sample(String cluster, String node, Instant at, double share) {
    return """
        {"schema":"slotwright.metrics/v1","cluster":"%s","node":"%s","timestamp":%d,\
        "role":"master","metrics":{"usedMemoryBytes":%d,"maxMemoryBytes":%d}}"""
        .formatted(cluster, node, at.toEpochMilli(), (long) (share * MAX_MEMORY), MAX_MEMORY)
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    producer.close();
  }
}
