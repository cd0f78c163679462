package dev.slotwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Policy files that are wrong, contradict each other, vanish, or come through a ConfigMap. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PolicyChangeIT {
  private static Installation installation;
  private static String good;

  @BeforeAll
  static void begin() {
    installation = Installation.formed(3);
    good = installation.policy(Installation.CLUSTER);
  }

  @AfterAll
  static void end() {
    installation.close();
  }

  @Test
  @Order(1)
  void anInvalidFileNeverReplacesAGoodOneAndIsNamedWithItsLine() throws IOException {
    double before = installation.meter("slotwright_policy_rejected_total");
    String hash = installation.cluster().path("policy").path("hash").asText();

    installation.policy("demo.yaml", good.replace("maxShards: 6", "maxShards: 6, maxShard: 7"));
    installation
        .story()
        .awaitEvent("policy.rejected", "demo.yaml", "\"line\":7", "maxShard", "expected");
    installation.policy("demo.yaml", good.replace("maxShards: 6", "maxShards: 2"));
    installation
        .story()
        .awaitEvent("policy.rejected", "demo.yaml", "\"line\":7", "maxShards", "minShards");

    assertThat(installation.meter("slotwright_policy_rejected_total")).isGreaterThan(before);
    assertThat(Files.readString(installation.controller().log()))
        .contains("policy file rejected file=demo.yaml line=7 problem=spec.bounds");
    assertThat(hash).isNotEmpty();
    assertThat(installation.cluster().path("policy").path("hash").asText()).isEqualTo(hash);
    installation.policy("demo.yaml", good);
  }

  @Test
  @Order(2)
  void namesTheSecondPolicyOfAClusterAndAStatefulSetThatDoesNotExist() throws IOException {
    installation.policy("second.yaml", good.replace("name: demo-ops", "name: another"));
    installation.policy(
        "nowhere.yaml",
        installation.policy("nowhere").replace("statefulSet: nowhere", "statefulSet: no-such-set"));

    installation
        .story()
        .awaitEvent("policy.rejected", "second.yaml", "demo.yaml", "cluster 'demo'");
    installation.await(
        "the missing StatefulSet to be named",
        () ->
            installation
                .get("/api/v1/clusters/nowhere")
                .path("summary")
                .path("problem")
                .asText()
                .contains("StatefulSet no-such-set in namespace"));
    installation
        .story()
        .awaitWarning("pass-not-finished", "no-such-set", "does not exist", "spec.cluster");
    assertThat(installation.cluster().path("summary").path("problem").isTextual()).isFalse();

    Files.delete(installation.world().policies().resolve("second.yaml"));
    Files.delete(installation.world().policies().resolve("nowhere.yaml"));
    installation.story().awaitEvent("policy.removed", "nowhere.yaml");
  }

  @Test
  @Order(3)
  void holdsAnOperationWhosePolicyIsRemovedAndGoesOnWhenItIsBack() throws IOException {
    PlainKeys keys = PlainKeys.written(installation.world(), 6000);
    installation.samples().ops(3600);
    installation.story().awaitStep(installation.story().awaitStarted("scale-out", 1), "meet");
    Files.delete(installation.world().policies().resolve("demo.yaml"));

    installation.story().awaitEvent("policy.removed", "demo.yaml");
    installation
        .story()
        .awaitEvent("operation.blocked", "scale-out", "policy of this cluster was removed");
    assertThat(installation.story().completed("scale-out")).isZero();
    assertThat(installation.cluster().path("operation").path("kind").asText())
        .isEqualTo("scale-out");
    installation.await(
        "no slot left open", () -> installation.cluster().path("openSlots").asInt() == 0);

    installation.policy("demo.yaml", good);
    installation.story().awaitCompleted("scale-out", 1);
    installation.awaitWhole(4);
    assertThat(keys.missing()).isEmpty();
  }

  /** The kubelet mounts a ConfigMap as links through {@code ..data}, and swaps that one link. */
  @Test
  @Order(4)
  void readsAConfigMapAnewWhenItsLinkIsSwapped() throws IOException {
    Path directory = installation.world().policies();
    Files.delete(directory.resolve("demo.yaml"));
    configMap(directory, "..2026_01_01", good);
    Files.createSymbolicLink(directory.resolve("demo.yaml"), Path.of("..data", "demo.yaml"));
    installation.await(
        "the policy through the link",
        () -> installation.cluster().path("policy").path("mode").asText().equals("Enforce"));

    configMap(directory, "..2026_01_02", good.replace("mode: Enforce", "mode: Observe"));
    installation.await(
        "the swapped policy",
        () -> installation.cluster().path("policy").path("mode").asText().equals("Observe"));
    assertThat(installation.cluster().path("summary").path("problem").isTextual()).isFalse();
    installation.story().assertComplete();
  }

  private static void configMap(Path directory, String version, String policy) throws IOException {
    Path fresh = Files.createDirectory(directory.resolve(version));
    Files.writeString(fresh.resolve("demo.yaml"), policy);
    Path link = directory.resolve("..data_tmp");
    Files.createSymbolicLink(link, Path.of(version));
    Files.move(
        link,
        directory.resolve("..data"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
