package dev.slotwright.helm;

import static dev.slotwright.helm.Rendering.SET;
import static dev.slotwright.helm.Rendering.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slotwright.world.process.Loopback;
import dev.slotwright.world.redis.RedisBinary;
import dev.slotwright.world.redis.RedisConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server takes the configuration and the command line of the chart as they are. */
class RunningRedisTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String PASSWORD = "s3cret";

  @TempDir private Path volume;

  /** What the chart asks for: 6.2 for its redis.conf, 7.0 for the user's rights. */
  @BeforeEach
  void serverIsNewEnough() {
    assumeTrue(RedisBinary.find().atLeast(7, 0), RedisBinary.find() + " is 7.0 or newer");
  }

  @Test
  void startsWithWhatTheChartSays() throws Exception {
    try (Loopback loopback = new Loopback()) {
      String address = loopback.nextAddress();
      Process server = start(Rendering.of(""), address);
      try (RedisConnection node = login(address)) {
        assertThat(node.call("PING")).isEqualTo("PONG");
        assertThat((List<?>) node.call("CONFIG", "GET", "maxmemory"))
            .isEqualTo(List.of("maxmemory", "644245094"));
        assertThat((List<?>) node.call("CONFIG", "GET", "appendonly"))
            .isEqualTo(List.of("appendonly", "yes"));
        assertThat((String) node.call("CLUSTER", "NODES")).contains(address + ":6379@16379");
      } finally {
        end(server);
      }
    }
  }

  @Test
  void theUserOfTheProgramMayDoWhatItNeedsAndNothingElse() throws Exception {
    Rendering chart = Rendering.of("redis: {acl: {enabled: true}}");
    try (Loopback loopback = new Loopback()) {
      String address = loopback.nextAddress();
      Process server = start(chart, address);
      try (RedisConnection node = login(address)) {
        assertThat(dryRun(node, "CLUSTER", "NODES")).isEqualTo("OK");
        assertThat(dryRun(node, "MIGRATE", "h", "1", "k", "0", "1")).isEqualTo("OK");
        assertThat(dryRun(node, "GET", "k")).contains("no permissions to run the 'get' command");
        assertThat(dryRun(node, "FLUSHALL")).contains("no permissions");
        assertThat(node.call("AUTH", "slotwright", "of-the-user")).isEqualTo("OK");
        assertThat((String) node.call("CLUSTER", "MYID")).hasSize(40);
        assertThatThrownBy(() -> node.call("GET", "k")).hasMessageContaining("NOPERM");
      } finally {
        end(server);
      }
    }
  }

  private static String dryRun(RedisConnection node, String... command) {
    Stream<String> whole =
        Stream.concat(Stream.of("ACL", "DRYRUN", "slotwright"), Stream.of(command));
    Object answer = node.call(whole.toArray(String[]::new));
    return answer.toString();
  }

  /** The command of the container, its paths and variables filled in. */
  private Process start(Rendering chart, String address) throws IOException {
    JsonNode container = chart.redis().at("/spec/template/spec/containers/0");
    Path configuration = volume.resolve("redis.conf");
    Files.writeString(
        configuration,
        chart
            .one("ConfigMap", SET + "-config")
            .at("/data/redis.conf")
            .asText()
            .replace("dir /data/", "dir " + volume));
    List<String> command = new ArrayList<>();
    command.add(RedisBinary.find().executable().toString());
    texts(container.path("args")).stream()
        .map(arg -> arg.replace("/usr/local/etc/redis/redis.conf", configuration.toString()))
        .map(arg -> arg.replace("$(MY_POD_IP)", address))
        .map(arg -> arg.replace("$(REDIS_PASSWORD)", PASSWORD))
        .map(arg -> arg.replace("$(ACL_PASSWORD)", "of-the-user"))
        .forEach(command::add);
    command.addAll(List.of("--bind", address));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(volume.resolve("log").toFile())
        .start();
  }

  private RedisConnection login(String address) throws IOException {
    await()
        .atMost(PATIENCE)
        .until(() -> Files.readString(volume.resolve("log")).contains("eady to accept"));
    return RedisConnection.open(address, 6379, PASSWORD, PATIENCE);
  }

  private static void end(Process server) throws InterruptedException {
    server.destroyForcibly().waitFor();
  }
}
