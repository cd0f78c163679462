package dev.slotwright;

import dev.slotwright.cluster.Address;
import dev.slotwright.control.Collector;
import dev.slotwright.control.Credentials;
import dev.slotwright.control.SampleSink;
import dev.slotwright.redis.LettuceNodeMetrics;
import dev.slotwright.redis.LettuceRuntime;
import dev.slotwright.redis.NodeConnections;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** {@code slotwright collect}. */
@ApplicationScoped
class CollectorService {
  private final CollectorSettings settings;
  private final LettuceRuntime redis;
  private final SampleSink sink;
  private Optional<Collector> collector = Optional.empty();

  CollectorService(CollectorSettings settings, LettuceRuntime redis, SampleSink sink) {
    this.settings = settings;
    this.redis = redis;
    this.sink = sink;
  }

  /**
   * @throws IllegalArgumentException when it was not said what to collect
   */
  void start() {
    String cluster =
        settings
            .cluster()
            .orElseThrow(() -> missing("--cluster NAME (or slotwright.collect.cluster)"));
    List<Address> seeds =
        settings
            .seeds()
            .orElseThrow(() -> missing("--seed HOST:PORT (or slotwright.collect.seeds)"))
            .stream()
            .map(Address::parse)
            .toList();
    Credentials credentials =
        new Credentials(settings.user(), settings.passwordFile().map(CollectorService::password));
    Collector polling =
        new Collector(
            new LettuceNodeMetrics(
                new NodeConnections(redis, credentials), cluster, seeds, Clock.systemUTC()),
            sink,
            settings.interval(),
            Clock.systemUTC());
    collector = Optional.of(polling);
    Thread.ofVirtual().name("collector").start(polling::run);
  }

  void stop() {
    collector.ifPresent(Collector::close);
  }

  private static String password(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("the password file " + file + " cannot be read", e);
    }
  }

  private static IllegalArgumentException missing(String option) {
    return new IllegalArgumentException("collect does not know what to poll: give " + option);
  }
}
