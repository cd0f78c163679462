package dev.slotwright.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.slotwright.cli.cluster.HandWorld.Run;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisBinary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Passwords, ACL users and TLS. */
class LoginOptionsTest {
  @TempDir private Path directory;

  static List<RedisBinary> servers() {
    return RedisBinary.tier();
  }

  @Test
  void aPasswordIsReadFromItsFile() throws IOException {
    String right = file("right", "secret\n");
    String wrong = file("wrong", "no secret\n");
    try (HandWorld world =
        HandWorld.of(
            LocalCluster.Settings.of(RedisBinary.embedded(), 3, 0).withPassword("secret"))) {
      assertThat(world.run("plan", "--password-file", right).exitCode()).isZero();

      Run run = world.run("plan", "--password-file", wrong, "--output", "json");

      assertThat(run.exitCode()).isEqualTo(3);
      assertThat(run.json().path("outcome").asText()).isEqualTo("refused");
      assertThat(run.json().path("reason").asText()).contains("rejects the password");
      assertThat(run.out() + run.err()).doesNotContain("no secret");
    }
  }

  @Test
  void aUserWithItsOwnPasswordMovesSlots() throws IOException {
    String password = file("of-mover", "mover-secret");
    try (HandWorld world = HandWorld.of(RedisBinary.embedded(), 3, 0)) {
      ClusterNode empty = world.join();
      world.fill(500, 50);
      for (ClusterNode node : world.cluster.nodes()) {
        node.call("ACL", "SETUSER", "mover", "on", ">mover-secret", "~*", "+@all");
      }

      Run run = world.run("rebalance", "--yes", "--user", "mover", "--password-file", password);

      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(HandWorld.slots(empty)).isPositive();
      assertThat(world.found(500)).isEqualTo(500);
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void nodesSpeakTls(RedisBinary server) throws IOException {
    assumeThat(server.hasTls()).as(server + " is built with TLS").isTrue();
    String password = file("password", "secret");
    try (HandWorld world =
        HandWorld.of(LocalCluster.Settings.of(server, 3, 0).withPassword("secret").withTls())) {
      String authority = world.cluster.tls().certificate().toString();
      world.fill(500, 50);
      String twice = world.cluster.node(0).id() + "=2";

      Run run =
          world.run(
              "rebalance",
              "--yes",
              "--weights",
              twice,
              "--cacert",
              authority,
              "--password-file",
              password);

      assertThat(run.exitCode()).as(run.err()).isZero();
      // Bytes are levelled, slots only roughly: an even share would be 5461.
      assertThat(HandWorld.slots(world.cluster.node(0))).isGreaterThan(6000);
      assertThat(world.found(500)).isEqualTo(500);
      Run plain = world.run("check", "--password-file", password);
      assertThat(plain.exitCode()).as("without --tls").isEqualTo(1);
      Run strange = world.run("check", "--tls", "--password-file", password);
      assertThat(strange.exitCode()).as("an authority that the JVM does not know").isEqualTo(1);
      assertThat(strange.err()).contains("did not answer");
    }
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content).toString();
  }
}
