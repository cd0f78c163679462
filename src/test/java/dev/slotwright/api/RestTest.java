package dev.slotwright.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slotwright.Http;
import dev.slotwright.PaperSamples;
import dev.slotwright.PaperWorld;
import dev.slotwright.control.SampleIntake;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** REST over the whole service, with clusters of paper; no broker and no Kubernetes API. */
@QuarkusTest
@TestProfile(PaperWorld.class)
class RestTest {
  private static final String MAIL_PACE = "/api/v1/clusters/mail/move/pace";
  private static final Optional<String> TOKEN = Optional.of(PaperWorld.TOKEN);

  @TestHTTPResource URI base;
  @Inject SampleIntake intake;
  private Http http;

  @BeforeEach
  void samplesArrive() {
    http = new Http(base);
    await().until(() -> http.get("/api/v1/clusters").json().size() == PaperWorld.CLUSTERS.size());
    await().until(() -> http.get("/api/v1/clusters/shop").json().at("/shards").size() == 3);
  }

  @Test
  void everyClusterIsListedWithWhoIsInCharge() {
    JsonNode clusters = http.get("/api/v1/clusters").json();

    assertThat(clusters.findValuesAsText("name"))
        .containsExactly("follower-search", "mail", "shop");
    assertThat(clusters.findValuesAsText("leading")).containsExactly("false", "true", "true");
    assertThat(clusters.at("/2/shards").asInt()).isEqualTo(3);
    assertThat(clusters.at("/2/mode").asText()).isEqualTo("Approve");
  }

  @Test
  void oneClusterIsToldWithItsLoadAgainstTheTargets() {
    PaperSamples.memory(intake, "shop", List.of(0.5, 0.6, 0.55));

    JsonNode shop =
        await()
            .until(
                () -> http.get("/api/v1/clusters/shop").json(),
                json -> json.at("/shards/1/load/0/value").asDouble() > 0.5);

    assertThat(shop.at("/shards/0/slots").asText()).isEqualTo("0-5460");
    assertThat(shop.at("/shards/0/slotCount").asInt()).isEqualTo(5461);
    assertThat(shop.at("/shards/0/master/pod").asText()).isEqualTo("redis-cluster-0");
    assertThat(shop.at("/shards/0/master/host").asText()).isEqualTo("host-0");
    assertThat(shop.at("/shards/0/replicas/0/inSync").asBoolean()).isTrue();
    assertThat(shop.at("/shards/0/bytes").asLong()).isEqualTo(90_000_000);
    assertThat(shop.at("/shards/1/load/0").toString())
        .isEqualTo(
            """
            {"signal":"memory","unit":"ratio","value":0.6,"target":0.65,"hard":0.85}""");
    assertThat(shop.at("/policy/maxShards").asInt()).isEqualTo(12);
    assertThat(shop.at("/verdict/verdict").asText()).isEqualTo("hold");
    assertThat(shop.at("/verdict/reasons").findValuesAsText("stage")).contains("signal", "bounds");
    assertThat(shop.at("/summary/observedAt").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
  }

  @Test
  void theSlotMapNamesAnOwnerForEverySlot() {
    JsonNode map = http.get("/api/v1/clusters/shop/slots").json();

    assertThat(map.at("/owners").findValuesAsText("slots"))
        .containsExactly("0-5460", "5461-10921", "10922-16383");
    assertThat(map.at("/owners/2/ordinal").asInt()).isEqualTo(2);
    assertThat(map.at("/unassigned").asText()).isEmpty();
    assertThat(map.at("/open").size()).isZero();
  }

  @Test
  void whatAnAuthenticatedCallerAsksForIsDoneAndAudited() {
    assertThat(http.post("/api/v1/clusters/shop/pause", "{\"scaleIn\":true}", TOKEN).status())
        .isEqualTo(202);
    await().until(() -> http.get("/api/v1/clusters/shop").json().at("/paused/scaleIn").asBoolean());
    assertThat(http.post("/api/v1/clusters/shop/resume", "", TOKEN).status()).isEqualTo(202);
    await()
        .until(() -> !http.get("/api/v1/clusters/shop").json().at("/paused/scaleIn").asBoolean());

    JsonNode events = http.get("/api/v1/events?cluster=shop&limit=50").json();
    assertThat(events.findValuesAsText("text"))
        .anyMatch(text -> text.startsWith("pause by operator"))
        .anyMatch(text -> text.startsWith("resume by operator"));
    assertThat(events.findValuesAsText("by")).containsOnly("operator");
  }

  @Test
  void onlyTheCurrentPlanCanBeApprovedAndItsOperationPacedAndAborted() {
    PaperSamples.memory(intake, "mail", List.of(0.9, 0.9, 0.9));
    JsonNode plan =
        await()
            .until(
                () -> http.get("/api/v1/clusters/mail").json().at("/verdict"),
                verdict -> verdict.at("/code").asText().equals("AWAITING_APPROVAL"));
    String hash = plan.at("/plan/hash").asText();
    assertThat(plan.at("/plan/bytes").asLong()).isPositive();

    Http.Answer stale =
        http.post("/api/v1/clusters/mail/approve", "{\"planHash\":\"0000\"}", TOKEN);
    assertThat(stale.status()).isEqualTo(409);
    assertThat(stale.json().at("/error").asText())
        .isEqualTo("plan 0000 is not the plan any more; it is " + hash);

    Http.Answer approved =
        http.post("/api/v1/clusters/mail/approve", "{\"planHash\":\"" + hash + "\"}", TOKEN);
    assertThat(approved.status()).isEqualTo(202);
    JsonNode operation =
        await()
            .until(
                () -> http.get("/api/v1/clusters/mail").json().at("/operation"),
                json -> json.at("/waiting/reason").asText().contains("pods"));
    assertThat(operation.at("/kind").asText()).isEqualTo("scale-out");
    assertThat(operation.at("/fromShards").asInt()).isEqualTo(3);
    assertThat(operation.at("/move/state").asText()).isEqualTo("idle");
    theOperationOfMailIsPaced();
    theOperationOfMailIsAborted();
  }

  private void theOperationOfMailIsPaced() {
    Http.Answer slower = http.post(MAIL_PACE, "{\"pace\":\"slower\"}", TOKEN);
    assertThat(slower.status()).isEqualTo(202);
    assertThat(slower.json().at("/action").asText()).isEqualTo("move-slower");
    awaitMail("/operation/pace/share", "0.5");
    assertThat(http.post(MAIL_PACE, "{\"pace\":\"pause\"}", TOKEN).status()).isEqualTo(202);
    awaitMail("/operation/pace/paused", "true");
    assertThat(http.post(MAIL_PACE, "{\"pace\":\"resume\"}", TOKEN).status()).isEqualTo(202);
    awaitMail("/operation/pace/paused", "false");
    assertThat(http.get("/api/v1/clusters/mail").json().at("/operation/pace/share").asDouble())
        .isEqualTo(0.5);
  }

  private void theOperationOfMailIsAborted() {
    assertThat(http.post(MAIL_PACE, "{\"pace\":\"abort\"}", TOKEN).status()).isEqualTo(202);
    awaitMail("/operation/id", "");
    awaitMail("/paused/all", "true");
    JsonNode events = http.get("/api/v1/events?cluster=mail&limit=50").json();
    assertThat(events.findValuesAsText("type"))
        .contains("operation.aborted", "move.paced", "audit");
    assertThat(events.findValuesAsText("text"))
        .anyMatch(text -> text.startsWith("move-abort by operator"))
        .anyMatch(text -> text.startsWith("scale-out given up: aborted by operator"))
        .anyMatch(text -> text.equals("slower by operator: moving takes up to 50 % of the time"));
  }

  private void awaitMail(String pointer, String value) {
    await()
        .until(() -> http.get("/api/v1/clusters/mail").json().at(pointer).asText(), value::equals);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          shop/pause              | {"all":true}      |             | 401 | the token is missing or wrong
          shop/pause              | {"all":true}      | guess       | 401 | the token is missing or wrong
          shop/pause              | {}                | open-sesame | 400 | it was not said what to pause
          shop/pause              | {"all":"perhaps"} | open-sesame | 400 | the body is not what is expected here
          shop/pause              | all               | open-sesame | 400 | the body is not what is expected here
          shop/approve            | {}                | open-sesame | 400 | it was not said which plan
          shop/approve            | {"planHash":"1"}  | open-sesame | 409 | there is no plan to approve
          shop/move/pace          | {"pace":"slower"} |             | 401 | the token is missing or wrong
          shop/move/pace          | {"pace":"warp"}   | open-sesame | 400 | it was not said which pace
          shop/move/pace          | {}                | open-sesame | 400 | it was not said which pace
          shop/move/pace          | {"pace":"abort"}  | open-sesame | 409 | no operation is in flight
          nobody/move/pace        | {"pace":"pause"}  | open-sesame | 404 | no policy names a cluster 'nobody'
          follower-search/move/pace | {"pace":"pause"} | open-sesame | 409 | this instance is not in charge
          nobody/resume           | {}                | open-sesame | 404 | no policy names a cluster 'nobody'
          follower-search/pause   | {"all":true}      | open-sesame | 409 | this instance is not in charge
          follower-search/approve | {"planHash":"1"}  | open-sesame | 409 | this instance is not in charge
          """)
  void whatCannotBeDoneIsRefusedWithAReason(
      String path, String body, String token, int status, String error) {
    Http.Answer answer = http.post("/api/v1/clusters/" + path, body, Optional.ofNullable(token));

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.json().at("/error").asText()).contains(error);
    assertThat(answer.json().at("/hint").asText()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /api/v1/clusters/nobody       | 404 | no policy names a cluster 'nobody'
          /api/v1/clusters/nobody/slots | 404 | no policy names a cluster 'nobody'
          /api/v1/events?limit=0        | 400 | limit 0 is outside 1..1000
          /api/v1/events?limit=many     | 400 | limit many is outside 1..1000
          """)
  void whatIsNotThereIsSaidInJson(String path, int status, String error) {
    Http.Answer answer = http.get(path);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.json().at("/error").asText()).contains(error);
  }

  @Test
  void readyWhileNobodyAnswersAndTheDependenciesSayWho() {
    await()
        .untilAsserted(
            () -> {
              Http.Answer group = http.get("/q/health/group/dependencies");
              assertThat(group.status()).isEqualTo(503);
              assertThat(group.body()).contains("kafka", "down since", "looked after");
            });
    assertThat(http.get("/q/health/ready").json().at("/status").asText()).isEqualTo("UP");
    assertThat(http.get("/q/health/live").json().at("/status").asText()).isEqualTo("UP");
    assertThat(http.get("/q/health").json().at("/status").asText()).isEqualTo("UP");
    assertThat(http.get("/api/v1/dependencies").json().findValuesAsText("ok")).contains("false");
  }

  @Test
  void theConsoleAndTheDescriptionAreServed() {
    Http.Answer page = http.get("/");
    assertThat(page.body()).contains("<title>Slotwright</title>");
    assertThat(page.headers().firstValue("Content-Security-Policy"))
        .hasValue("default-src 'self'; frame-ancestors 'none'");
    assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-cache");
    assertThat(http.get("/console/main.js").headers().firstValue("Cache-Control"))
        .hasValue("no-cache");
    assertThat(http.get("/q/openapi").body())
        .contains("/api/v1/clusters/{name}/approve", "/move/pace");
  }
}
