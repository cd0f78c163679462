package dev.slotwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.world.program.Controller;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Kafka or Kubernetes away, at the start or later: nothing ends, nothing is half done or lost. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OutageIT {
  private static Installation installation;

  @BeforeAll
  static void begin() {
    installation = Installation.begin();
  }

  @AfterAll
  static void end() {
    installation.close();
  }

  @AfterEach
  void stillAlive() {
    assertThat(installation.controller().isAlive()).isTrue();
  }

  @Test
  @Order(1)
  void startsWithoutKafkaAndKubernetesAndFormsTheClusterWhenTheyCome() {
    installation.policy("demo.yaml", installation.policy(Installation.CLUSTER));
    installation.world().broker().stop();
    installation.world().api().stop();

    installation.startController();
    installation.await(
        "both peers to be named",
        () ->
            installation
                    .complaint("kafka")
                    .contains(installation.world().broker().bootstrapServers())
                && !installation.complaint("kubernetes").isEmpty());
    var group = installation.response("/q/health/group/dependencies");
    assertThat(group.statusCode()).isEqualTo(503);
    assertThat(group.body()).contains("kafka", "kubernetes", "down since");
    assertThat(installation.response("/q/health/ready").statusCode()).isEqualTo(200);

    installation.world().api().resume();
    installation.await("a cluster without Kafka", () -> Members.of(installation.world()).whole(3));
    installation.await("no operation", () -> !installation.cluster().path("operation").isObject());

    installation.world().broker().start();
    installation.listen();
    installation.story().awaitCompleted("form", 1);
    installation.await("healthy peers", () -> installation.complaint("").isEmpty());
    installation.story().awaitEvent("policy.loaded", "demo.yaml");
    installation.story().assertComplete();
  }

  @Test
  @Order(2)
  void startsWithAHostOfKafkaThatNobodyKnows(@TempDir Path directory) throws IOException {
    Path policies = Files.createDirectory(directory.resolve("policies"));
    try (Controller lonely =
        new Controller(
            "lonely",
            new Controller.Settings(
                "broker.nowhere.invalid:9092",
                policies,
                installation.world().api().properties(),
                Map.of(),
                List.of()),
            "127.0.0.1",
            freePort(),
            directory.resolve("lonely.log"))) {
      lonely.start();
      lonely.awaitReady(Duration.ofSeconds(40));
      installation.await(
          "the host to be named",
          () -> lonely.get("/api/v1/dependencies").body().contains("broker.nowhere.invalid"));
      assertThat(lonely.get("/q/health/ready").statusCode()).isEqualTo(200);
      assertThat(lonely.isAlive()).isTrue();
    }
  }

  @Test
  @Order(3)
  void goesOnWithAScaleOutWhileKafkaIsDown() {
    PlainKeys keys = PlainKeys.written(installation.world(), 6000);
    installation.samples().ops(3600);
    String first = installation.story().awaitStarted("scale-out", 1);
    installation.story().awaitStep(first, "grow");
    installation.world().broker().kill();

    installation.await(
        "four shards without Kafka",
        () ->
            Members.of(installation.world()).whole(4)
                && !installation.cluster().path("operation").isObject());
    assertThat(installation.cluster().path("eventsWaiting").asInt()).isPositive();
    installation.world().broker().start();
    installation.story().awaitCompleted("scale-out", 1);
    installation.story().assertComplete();
    assertThat(keys.missing()).isEmpty();
  }

  @Test
  @Order(4)
  void goesOnWithAScaleOutAfterKubernetesWasAway() {
    PlainKeys keys = PlainKeys.written(installation.world(), 6000);
    List<String> before = owners();
    installation.samples().ops(4600);
    String second = installation.story().awaitStarted("scale-out", 2);
    installation.story().awaitStep(second, "move-slots");
    installation.world().api().stop();
    installation.await(
        "Kubernetes to be named", () -> !installation.complaint("kubernetes").isEmpty());
    installation.await(
        "the cluster's problem to be named",
        () -> installation.cluster().path("summary").path("problem").isTextual());
    assertThat(installation.response("/q/health/ready").statusCode()).isEqualTo(200);
    installation.world().api().resume();

    installation.story().awaitCompleted("scale-out", 2);
    installation.awaitWhole(5);
    assertThat(installation.story().slotsTold(second)).isEqualTo(newcomer(before));
    installation.story().assertComplete();
    assertThat(keys.missing()).isEmpty();
  }

  private static List<String> owners() {
    return Members.of(installation.world()).owners().stream().map(Members.Member::id).toList();
  }

  /** Slots of the one owner that was none before. */
  private static int newcomer(List<String> before) {
    return Members.of(installation.world()).owners().stream()
        .filter(owner -> !before.contains(owner.id()))
        .mapToInt(Members.Member::slots)
        .sum();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
