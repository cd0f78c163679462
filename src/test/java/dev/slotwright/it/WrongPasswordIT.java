package dev.slotwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.world.redis.RedisConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A Secret that does not fit, a right that is not given, a node that does not answer. */
class WrongPasswordIT {
  @Test
  void namesWhoTurnsItAwayAndGoesOnWhenThatIsCorrectedWithoutARestart() {
    try (Installation installation = Installation.begin()) {
      String password = installation.world().redis().password();
      password(installation, "not-the-password");
      installation.world().api().forbid((verb, path) -> path.endsWith("/secrets/demo"));
      installation.listen();
      installation.policy("demo.yaml", installation.policy(Installation.CLUSTER));
      installation.startController();

      installation.await(
          "the missing right to be named",
          () -> problem(installation).contains("secrets") && problem(installation).contains("get"));
      installation.story().awaitWarning("pass-not-finished", "not allowed to get secrets", "Role");
      installation.world().api().allowAll();

      installation.await(
          "the wrong password to be named",
          () ->
              problem(installation).contains("WRONGPASS")
                  && installation.world().seeds().stream()
                      .anyMatch(problem(installation)::contains));
      installation
          .story()
          .awaitWarning(
              "pass-not-finished", "rejects the password", "correct the password for this cluster");
      var group = installation.response("/q/health/group/dependencies");
      assertThat(group.statusCode()).isEqualTo(503);
      assertThat(group.body()).contains("rejects the password");
      assertThat(installation.response("/q/health/ready").statusCode()).isEqualTo(200);
      assertThat(installation.story().events().of("operation.started")).isEmpty();

      password(installation, password);
      installation.story().awaitCompleted("form", 1);
      installation.awaitWhole(3);
      installation.await(
          "no problem", () -> !installation.cluster().path("summary").path("problem").isTextual());

      String odd = installation.world().pod(5);
      installation.world().kubelet().process(odd).call("CONFIG", "SET", "requirepass", "odd");
      cutConnections(installation, odd);
      installation.story().awaitWarning("silent-node", odd, "rejects the password");
      installation.story().assertComplete();
    }
  }

  /** Those who are logged in stay so: they have to come anew to be turned away. */
  private static void cutConnections(Installation installation, String pod) {
    var node = installation.world().kubelet().process(pod);
    try (var admin =
        RedisConnection.open(
            node.address(), installation.world().redis().port(), "odd", Duration.ofSeconds(5))) {
      admin.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    }
  }

  private static String problem(Installation installation) {
    return installation.cluster().path("summary").path("problem").asText();
  }

  private static void password(Installation installation, String password) {
    installation
        .world()
        .kubernetes()
        .secrets()
        .withName(Installation.CLUSTER)
        .edit(
            secret -> {
              secret.setData(
                  Map.of(
                      "password",
                      Base64.getEncoder()
                          .encodeToString(password.getBytes(StandardCharsets.UTF_8))));
              return secret;
            });
  }
}
