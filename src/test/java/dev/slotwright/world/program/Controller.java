package dev.slotwright.world.program;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** A controller: {@code run}, with its REST interface on loopback. */
public final class Controller extends Program {
  /** The static token that every controller of a world accepts. */
  public static final String TOKEN = "demo";

  private static final int HEAP_MEBIBYTES = 128;
  private static final Duration REQUEST = Duration.ofSeconds(5);

  private final HttpClient client = HttpClient.newHttpClient();
  private final String host;
  private final int httpPort;

  /**
   * What a controller is told.
   *
   * @param apiProperties {@code -D} settings of its Kubernetes client
   * @param apiEnvironment environment of its Kubernetes client
   * @param more further {@code -D} settings
   */
  public record Settings(
      String bootstrapServers,
      Path policies,
      List<String> apiProperties,
      Map<String, String> apiEnvironment,
      List<String> more) {}

  public Controller(String name, Settings settings, String host, int httpPort, Path log) {
    super(
        name,
        new Launch(
            HEAP_MEBIBYTES,
            properties(settings, host, httpPort),
            List.of("run"),
            settings.apiEnvironment()),
        log);
    this.host = host;
    this.httpPort = httpPort;
  }

  public int httpPort() {
    return httpPort;
  }

  public URI url(String path) {
    return URI.create("http://" + host + ":" + httpPort + path);
  }

  /**
   * Waits for readiness.
   *
   * @throws IllegalStateException with the end of its log when the process has ended instead
   */
  public void awaitReady(Duration limit) {
    Awaitility.await("controller at " + url("/q/health/ready"))
        .atMost(limit)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(100))
        .until(this::isReady);
  }

  /** GET, answered with any status. */
  public HttpResponse<String> get(String path) throws IOException {
    return send(HttpRequest.newBuilder(url(path)).GET());
  }

  /** POST with the world's token and a JSON body, answered with any status. */
  public HttpResponse<String> post(String path, String json) throws IOException {
    return send(
        HttpRequest.newBuilder(url(path))
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  @Override
  public void close() {
    super.close();
    client.close();
  }

  @Override
  public void restart() {
    super.close();
    start();
  }

  private boolean isReady() {
    if (!isAlive()) {
      throw new IllegalStateException("the controller has ended:\n" + process().logTail(30));
    }
    try {
      return get("/q/health/ready").statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return client.send(request.timeout(REQUEST).build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static List<String> properties(Settings settings, String host, int httpPort) {
    List<String> properties = new ArrayList<>(settings.apiProperties());
    properties.add("-Dkafka.bootstrap.servers=" + settings.bootstrapServers());
    properties.add("-Dslotwright.policies.directory=" + settings.policies());
    properties.add("-Dquarkus.http.host=" + host);
    properties.add("-Dquarkus.http.port=" + httpPort);
    properties.add("-Dslotwright.api.token=" + TOKEN);
    properties.addAll(settings.more());
    return properties;
  }
}
