package dev.slotwright.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slotwright.Http;
import dev.slotwright.PaperSamples;
import dev.slotwright.PaperWorld;
import dev.slotwright.control.IntakeCounts;
import dev.slotwright.control.SampleIntake;
import dev.slotwright.event.Event;
import dev.slotwright.event.EventRecord;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the running service exports, and whether the dashboard asks for nothing else. */
@QuarkusTest
@TestProfile(PaperWorld.class)
class DashboardTest {
  private static final Path DASHBOARD = Path.of("dashboards/slotwright.json");
  private static final Pattern SELECTOR = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)\\{");
  private static final Pattern WORD = Pattern.compile("[a-z]+_[a-z0-9_]+");

  @TestHTTPResource URI base;
  @Inject Telemetry telemetry;
  @Inject IntakeCounts counts;
  @Inject SampleIntake intake;
  private Http http;

  @BeforeEach
  void everythingHasHappenedOnce() {
    http = new Http(base);
    Instant now = Instant.now();
    PaperSamples.memory(intake, "shop", List.of(0.5, 0.6, 0.55));
    everyEvent().forEach(e -> telemetry.meters().count(new EventRecord("shop", 1, now, e), now));
    counts.decoded("shop");
    counts.decoded("made-up-by-a-sender");
    counts.rejected("malformed");
    http.get("/api/v1/clusters");
    await()
        .until(
            () ->
                scrape().contains("slotwright_shard_signal{cluster=\"shop\"")
                    && scrape().contains("http_server_requests_seconds_count"));
  }

  @Test
  void everyExpressionAsksForMetricsThatAreExported() throws IOException {
    Set<String> exported =
        scrape()
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.split("[{ ]", 2)[0])
            .collect(Collectors.toSet());
    JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
    List<String> expressions =
        Stream.concat(
                dashboard.findValuesAsText("expr").stream(),
                dashboard.findValuesAsText("definition").stream())
            .toList();

    assertThat(expressions).hasSizeGreaterThan(30);
    for (String expression : expressions) {
      Set<String> metrics = metrics(expression);
      assertThat(metrics).as(expression).isNotEmpty();
      assertThat(exported).as(expression).containsAll(metrics);
    }
  }

  @Test
  void everyMeterOfOursIsOnTheDashboardAndBearsOurName() throws IOException {
    String dashboard = new ObjectMapper().readTree(DASHBOARD.toFile()).toString();
    List<String> ours =
        scrape()
            .lines()
            .filter(line -> line.startsWith("# TYPE slotwright_"))
            .map(line -> line.split(" ")[2])
            .filter(name -> !name.endsWith("_max"))
            .toList();

    assertThat(ours).hasSizeGreaterThan(30);
    assertThat(ours).filteredOn(name -> !dashboard.contains(name)).isEmpty();
  }

  @Test
  void labelsComeFromClosedLists() {
    assertThat(scrape())
        .contains("slotwright_shard_signal{cluster=\"shop\",shard=\"1\",signal=\"memory\"} 0.6")
        .contains("slotwright_signal_hard{cluster=\"shop\",signal=\"memory\"} 0.85")
        .contains("slotwright_leading{cluster=\"follower-search\"} 0.0")
        .contains("slotwright_samples_total{cluster=\"other\"}")
        .contains("slotwright_dependency_up{dependency=\"kafka consumer\"} 0.0")
        .contains("slotwright_policies_loaded 3.0")
        .doesNotContain("made-up-by-a-sender");
  }

  /** Selectors have braces, even empty ones; whatever else looks like a metric is a mistake. */
  private static Set<String> metrics(String expression) {
    Set<String> found = new TreeSet<>();
    Matcher selectors = SELECTOR.matcher(expression);
    while (selectors.find()) {
      found.add(selectors.group(1));
    }
    Matcher words = WORD.matcher(expression.replaceAll("\\{[^}]*}", "{}"));
    while (words.find()) {
      String word = words.group();
      if (!word.equals("histogram_quantile") && !word.equals("label_values")) {
        found.add(word);
      }
    }
    return found;
  }

  private String scrape() {
    return http.get("/q/metrics").body();
  }

  private static List<Event> everyEvent() {
    return List.of(
        new Event.VerdictReached(
            "hold",
            "BALANCED",
            3,
            3,
            Optional.empty(),
            0,
            0,
            false,
            "memory",
            "cafe",
            Optional.empty(),
            Optional.of(Instant.now()),
            List.of()),
        new Event.OperationStarted("out-1", "scale-out", 3, 4, "memory"),
        new Event.SlotsMoved(
            "out-1", "a", "b", "0-9", 10, 100, 1000, false, 1.5, Optional.of("migrate"), 0.25),
        new Event.MasterReplaced("redis-1", "a", "b", 5461, 0.75),
        new Event.TransportFellBack("out-1", "a", "b", "atomic", "migrate", "not offered"),
        new Event.OperationBlocked("out-1", "scale-out", "waiting for pods"),
        new Event.OperationCompleted("out-1", "scale-out", 4, 10, 1000, 12),
        new Event.OperationAborted("out-2", "scale-out", "a master is gone"),
        new Event.PolicyRejected("a.yaml", 3, "unknown key", "one of"));
  }
}
