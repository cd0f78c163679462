package dev.slotwright;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The service as it runs, with neither a broker nor a Kubernetes API to talk to, and a blank token.
 */
@QuarkusTest
@TestProfile(AwayTest.Nobody.class)
class AwayTest {
  /** The settings of {@link PaperWorld}, but clusters that are looked for on Kubernetes. */
  public static final class Nobody implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> settings = new HashMap<>(new PaperWorld().getConfigOverrides());
      settings.put("slotwright.api.token", "   ");
      return settings;
    }
  }

  @TestHTTPResource URI base;
  private Http http;

  @BeforeEach
  void open() {
    http = new Http(base);
  }

  @Test
  void theProcessIsReadyAndItsHealthGroupNamesWhoIsAway() {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(http.get("/q/health/group/dependencies").body())
                    .contains("kafka.invalid", "kubernetes", "\"status\": \"DOWN\""));
    assertThat(http.get("/q/health/live").status()).isEqualTo(200);
    assertThat(http.get("/q/health/ready").status()).isEqualTo(200);
    assertThat(http.get("/").status()).isEqualTo(200);
    assertThat(http.get("/api/v1/clusters").json().findValuesAsText("leading"))
        .containsExactly("false", "false", "false");
  }

  @Test
  void withoutATokenNobodyCanChangeAnything() {
    Http.Answer answer =
        http.post("/api/v1/clusters/shop/pause", "{\"all\":true}", Optional.of(""));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.json().at("/error").asText())
        .isEqualTo("changes through the API are switched off: no token is set");
    assertThat(answer.json().at("/hint").asText()).contains("SLOTWRIGHT_API_TOKEN");
  }
}
