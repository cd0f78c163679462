package dev.slotwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slotwright.world.load.LoadGenerator;
import dev.slotwright.world.load.LoadReport;
import dev.slotwright.world.load.Verification;
import dev.slotwright.world.load.VerificationResult;
import dev.slotwright.world.program.HandCommand;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisBinary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program's {@code cluster} commands, under writes. */
class ByHandIT {
  private static final long SEED = 20260305L;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int SIGINT_BIT = 1 << 1;

  @TempDir private Path directory;

  @Test
  void aRebalanceIsInterruptedAndFinishedByAnother() throws Exception {
    System.out.printf("load seed %d%n", SEED);
    try (LocalCluster cluster =
        LocalCluster.form(LocalCluster.Settings.of(RedisBinary.find(), 3, 1))) {
      ClusterNode empty = cluster.addEmptyNode();
      // Before the clients: one with an older view would fail on redirects to a node it lacks.
      JsonNode joined = done(cluster, "join", "--node", empty.endpoint(), "--yes");
      assertThat(joined.path("node").asText()).isEqualTo(empty.id());
      LoadGenerator load = LoadGenerator.start(cluster.seeds().subList(0, 3), null, SEED, 800);
      try {
        load.fillTo(12_000_000).get(2, TimeUnit.MINUTES);
        interruptedRebalance(cluster, empty);
        assertNothingOpen(cluster);
        int first = slots(empty);

        JsonNode rest = done(cluster, "rebalance", "--yes");
        assertThat(rest.path("slotsMoved").asInt()).isPositive();
        assertThat(rest.path("transport").asText()).isNotEmpty();
        assertThat(slots(empty)).isGreaterThan(first);
        assertNothingOpen(cluster);
        JsonNode check = done(cluster, "check");
        assertThat(check.path("errors").asInt()).as(check.toPrettyString()).isZero();
      } finally {
        LoadReport report = load.stop();
        assertThat(report.clientErrors()).as("%s", report.firstErrors()).isZero();
        VerificationResult found =
            Verification.run(cluster.seeds().subList(0, 3), null, load.ledger());
        assertThat(found.clean()).as("%s", found).isTrue();
      }
    }
  }

  /** Ctrl-C once some keys, and not all, have moved. */
  private void interruptedRebalance(LocalCluster cluster, ClusterNode empty) throws IOException {
    try (HandCommand command =
        start(cluster, "rebalance", "--yes", "--open-slots", "2", "--transport", "migrate")) {
      Awaitility.await("the first slots at the new master")
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> slots(empty) >= 20);
      if (interruptsAreIgnored()) {
        System.out.println("SIGTERM instead of SIGINT, which this JVM was started to ignore");
        command.process().terminate();
      } else {
        command.process().interrupt();
      }

      assertThat(command.await(LIMIT)).as(command.err()).isEqualTo(1);
      JsonNode result = object(command);
      assertThat(result.path("outcome").asText()).isEqualTo("failed");
      assertThat(result.path("reason").asText()).contains("no slot is open");
      assertThat(result.path("slotsMoved").asInt())
          .isEqualTo(slots(empty))
          .isLessThan(result.path("plan").path("slots").asInt());
    }
  }

  private JsonNode done(LocalCluster cluster, String... words) throws IOException {
    try (HandCommand command = start(cluster, words)) {
      assertThat(command.await(LIMIT)).as(command.err()).isZero();
      return object(command);
    }
  }

  private HandCommand start(LocalCluster cluster, String... words) {
    String[] common = {
      "--seed", cluster.node(1).endpoint() + "," + cluster.node(2).endpoint(), "--output", "json"
    };
    String[] all = new String[1 + words.length + common.length];
    all[0] = "cluster";
    System.arraycopy(words, 0, all, 1, words.length);
    System.arraycopy(common, 0, all, 1 + words.length, common.length);
    return HandCommand.start(directory, all);
  }

  /** Standard output: one object, and nothing that a log or a library wrote. */
  private static JsonNode object(HandCommand command) throws IOException {
    try (var parser = new ObjectMapper().createParser(command.out())) {
      JsonNode object = parser.readValueAsTree();
      assertThat(parser.nextToken()).as("after the object: %s", command.out()).isNull();
      return object;
    }
  }

  private static void assertNothingOpen(LocalCluster cluster) {
    for (ClusterNode node : cluster.nodes()) {
      assertThat((String) node.call("CLUSTER", "NODES")).as(node.endpoint()).doesNotContain("[");
    }
  }

  private static int slots(ClusterNode node) {
    String[] words =
        ((String) node.call("CLUSTER", "NODES"))
            .lines()
            .filter(line -> line.contains("myself"))
            .findFirst()
            .orElseThrow()
            .split(" ");
    int slots = 0;
    for (int i = 8; i < words.length; i++) {
      if (!words[i].startsWith("[")) {
        String[] ends = words[i].split("-");
        slots += Integer.parseInt(ends[ends.length - 1]) - Integer.parseInt(ends[0]) + 1;
      }
    }
    return slots;
  }

  /** A shell has what runs in its background ignore SIGINT, and children inherit that. */
  private static boolean interruptsAreIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
            .anyMatch(mask -> (mask & SIGINT_BIT) != 0);
  }
}
