package dev.slotwright.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisBinary;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The scripts of the Redis pods, run beside real nodes as the kubelet would. */
class PreStopTest {
  private static final Duration LONG = Duration.ofSeconds(40);
  private static LocalCluster cluster;

  /** What a script printed, and how it ended. */
  /** Seconds for clients to hear of the successor. */
  private static final String CLIENTS = "3";

  private record Ended(int code, String output) {}

  @BeforeAll
  static void form() {
    String path = System.getenv().getOrDefault("PATH", "");
    assumeTrue(
        Arrays.stream(path.split(File.pathSeparator))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, "redis-cli"))),
        "no redis-cli on PATH (Debian: apt-get install redis-tools)");
    cluster =
        LocalCluster.form(
            LocalCluster.Settings.of(RedisBinary.find(), 3, 1).withPassword("s3cret of all"));
  }

  @AfterAll
  static void close() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void waitsUntilTheControllerHasHandedOver() throws Exception {
    ClusterNode master = master(0);
    Process script = preStop(master, 60, 1);
    ClusterNode replica = replicaOf(master);

    assertThat(script.waitFor(1500, TimeUnit.MILLISECONDS)).as("ended too early").isFalse();
    replica.call("CLUSTER", "FAILOVER");

    await().atMost(LONG).until(() -> role(master).equals("slave"));
    assertThat(script.waitFor(1500, TimeUnit.MILLISECONDS)).as("redirects nobody").isFalse();
    assertThat(ended(script)).isEqualTo(new Ended(0, ""));
    assertThat(role(replica)).isEqualTo("master");
  }

  @Test
  void failsOverByItselfWhenNobodyElseDoes() throws Exception {
    ClusterNode master = master(1);

    Ended ended = ended(preStop(master, 2, 30));

    assertThat(ended.code()).isZero();
    assertThat(ended.output()).contains("nobody handed over in").contains("to take over", "OK");
    assertThat(role(master)).isEqualTo("slave");
  }

  @Test
  void endsAtOnceWhereNothingIsToBeHandedOver() throws Exception {
    assertThat(ended(preStop(replicaOf(master(0)), 600, 600))).isEqualTo(new Ended(0, ""));
  }

  @Test
  void doesNotOutlastThePodsGracePeriod() throws Exception {
    LocalCluster alone =
        LocalCluster.form(
            LocalCluster.Settings.of(RedisBinary.find(), 3, 0).withPassword("s3cret of all"));
    try (alone) {
      Ended ended = ended(preStop(alone.node(0), 1, 2));

      assertThat(ended.code()).isZero();
      assertThat(ended.output())
          .containsPattern("still a master with slots after \\d+ s; ends as it is");
    }
  }

  @Test
  void doesNotWaitForANodeThatDoesNotSayWhatItOwns() throws Exception {
    Process script =
        script("pre-stop.sh", "of another life", master(0), List.of("600", "600", "0"));

    Ended ended = ended(script);

    assertThat(ended.code()).isZero();
    assertThat(ended.output()).contains("the node does not say what it owns");
  }

  @Test
  void readyMeansThatTheNodeAnswers() throws Exception {
    assertThat(ended(script("ready.sh", cluster.password(), master(2), List.of())).code()).isZero();
    assertThat(ended(script("ready.sh", "of another life", master(2), List.of())).code())
        .isNotZero();
  }

  private static Process preStop(ClusterNode node, int handOver, int failover) throws IOException {
    return script(
        "pre-stop.sh",
        cluster.password(),
        node,
        List.of(Integer.toString(handOver), Integer.toString(failover), CLIENTS));
  }

  private static Process script(
      String name, String password, ClusterNode node, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("sh", Rendering.CHART.resolve("scripts").resolve(name).toString()));
    command.addAll(arguments);
    command.addAll(List.of("redis-cli", "-h", node.address(), "-p", "" + node.port()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("REDIS_PASSWORD", password);
    return builder.start();
  }

  private static Ended ended(Process script) throws Exception {
    try {
      assertThat(script.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).as("script ended").isTrue();
      byte[] output = script.getInputStream().readAllBytes();
      return new Ended(script.exitValue(), new String(output, StandardCharsets.UTF_8));
    } finally {
      script.destroyForcibly();
    }
  }

  /** The master of the shard that node {@code index} was made for, whatever it is by now. */
  private static ClusterNode master(int index) {
    ClusterNode node = cluster.node(index);
    if (role(node).equals("master")) {
      return node;
    }
    String info = (String) node.call("INFO", "replication");
    String host = info.replaceFirst("(?s).*master_host:([^\r\n]+).*", "$1");
    return cluster.nodes().stream().filter(n -> n.address().equals(host)).findFirst().orElseThrow();
  }

  private static ClusterNode replicaOf(ClusterNode master) {
    await().atMost(LONG).until(() -> replication(master).contains("state=online"));
    List<?> replicas = (List<?>) master.call("CLUSTER", "REPLICAS", master.id());
    return cluster.node(((String) replicas.getFirst()).split(" ")[0]);
  }

  private static String role(ClusterNode node) {
    return replication(node).replaceFirst("(?s).*role:(\\w+).*", "$1");
  }

  private static String replication(ClusterNode node) {
    return (String) node.call("INFO", "replication");
  }
}
