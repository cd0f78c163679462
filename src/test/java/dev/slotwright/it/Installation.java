package dev.slotwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slotwright.world.LocalWorld;
import dev.slotwright.world.LocalWorldBuilder;
import dev.slotwright.world.process.QuietLogs;
import dev.slotwright.world.program.Controller;
import dev.slotwright.world.redis.RedisBinary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A world with one controller, and what a test asks of both. Not formed until a policy says
 * Enforce; load is what the test writes with {@link #samples()}.
 */
final class Installation implements AutoCloseable {
  static final String CLUSTER = "demo";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration POLL = Duration.ofMillis(100);

  /** One shard carries a thousand operations a second. */
  private static final String POLICY =
      """
      apiVersion: slotwright.dev/v1
      kind: ScalingPolicy
      metadata: {name: %s}
      spec:
        cluster: {name: %s, namespace: %s, statefulSet: %s, port: %d, credentialsSecret: %s}
        mode: Enforce
        bounds: {minShards: 3, maxShards: 6, replicasPerShard: 1}
        signals:
          ops: {target: 1000, perShard: true, window: 2s, aggregate: last}
        scaleOut: {tolerance: 0.05, stabilization: 0s, cooldown: 0s, maxStep: 1}
        scaleIn: {tolerance: 0.1, stabilization: 0s, cooldown: 0s, maxStep: 1}
        guards: {noEvictionsFor: 0s}
        missingData: {maxAge: 4s}
        rebalance: {trigger: 0.9, target: 0.1}
        execution: {openSlots: 16, transport: migrate, clientRefresh: 1s}
      """;

  private final LocalWorld world;
  private final Samples samples;
  private Story story;
  private Controller controller;

  private Installation(LocalWorld world) {
    this.world = world;
    this.samples = new Samples(world);
  }

  /** Broker, API and six blank pods that are ready; no policy and no controller yet. */
  static Installation begin() {
    return begin(6, false);
  }

  private static Installation begin(int pods, boolean preStop) {
    QuietLogs.of("io.lettuce", "io.netty", "org.apache.kafka", "io.fabric8", "okhttp3", "io.vertx");
    LocalWorldBuilder builder =
        LocalWorld.named(CLUSTER)
            .server(RedisBinary.find())
            .pods(pods)
            .maxmemory("64mb")
            .appendonly()
            .nodeTimeoutMillis(3000)
            .controllerProperty("slotwright.policies.interval", "500ms");
    LocalWorld world = (preStop ? builder.preStop() : builder).start();
    try {
      world.kubelet().awaitReady(CLUSTER, pods, Duration.ofSeconds(60));
      return new Installation(world);
    } catch (RuntimeException e) {
      world.close();
      throw e;
    }
  }

  /** As {@link #begin}, with a policy and a controller, until the cluster is formed. */
  static Installation formed(int shards) {
    return formed(shards, false);
  }

  /** The same, with pods that wait in the chart's preStop hook before they end. */
  static Installation formedWithPreStop(int shards) {
    return formed(shards, true);
  }

  private static Installation formed(int shards, boolean preStop) {
    Installation installation = begin(2 * shards, preStop);
    try {
      installation.policy("demo.yaml", installation.policy(CLUSTER));
      installation.listen();
      installation.startController();
      installation.story.awaitCompleted("form", 1);
      return installation;
    } catch (RuntimeException | Error e) {
      installation.close();
      throw e;
    }
  }

  LocalWorld world() {
    return world;
  }

  Samples samples() {
    return samples;
  }

  Controller controller() {
    return controller;
  }

  Story story() {
    return story;
  }

  /** A policy for a cluster whose StatefulSet and Secret have the cluster's name. */
  String policy(String cluster) {
    return POLICY.formatted(
        cluster + "-ops", cluster, world.api().namespace(), cluster, world.redis().port(), CLUSTER);
  }

  void policy(String file, String yaml) {
    world.policy(file, yaml);
  }

  Controller startController() {
    controller = world.controller();
    controller.awaitReady(Duration.ofSeconds(40));
    return controller;
  }

  /** Reads the events topic from here on; needs a broker. */
  void listen() {
    story = new Story(this);
  }

  /** GET of the controller, as JSON whatever the status. */
  JsonNode get(String path) {
    try {
      return JSON.readTree(response(path).body());
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }

  HttpResponse<String> response(String path) {
    try {
      return controller.get(path);
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }

  JsonNode cluster() {
    return get("/api/v1/clusters/" + CLUSTER);
  }

  /** The sum of a meter's values whose line has all of {@code parts}; 0 without such a line. */
  double meter(String... parts) {
    return response("/q/metrics")
        .body()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .filter(line -> List.of(parts).stream().allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** What is wrong with a peer, as the controller tells it; empty when nothing is. */
  String complaint(String dependency) {
    StringBuilder complaints = new StringBuilder();
    get("/api/v1/dependencies")
        .forEach(
            peer -> {
              if (!peer.path("ok").asBoolean() && peer.path("name").asText().contains(dependency)) {
                complaints.append(peer.path("detail").asText()).append('\n');
              }
            });
    return complaints.toString();
  }

  void await(String what, BooleanCondition condition) {
    await(what, Duration.ofSeconds(45), condition);
  }

  /** May throw while it is not yet so. */
  interface BooleanCondition {
    boolean holds() throws Exception;
  }

  /**
   * @throws AssertionError with the end of the controller's log and the newest events
   */
  void await(String what, Duration limit, BooleanCondition condition) {
    try {
      Awaitility.await(what)
          .atMost(limit)
          .pollDelay(Duration.ZERO)
          .pollInterval(POLL)
          .ignoreExceptions()
          .until(condition::holds);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("waited in vain for " + what + "\n" + circumstances(), e);
    }
  }

  /**
   * Nodes, pods and {@code spec.replicas} are what {@code shards} shards need, and nothing else.
   */
  void awaitWhole(int shards) {
    await(
        shards + " whole shards",
        () ->
            Members.of(world).whole(shards)
                && replicas() == 2 * shards
                && world.kubelet().pods(CLUSTER).size() == 2 * shards);
    assertThat(Members.of(world).owners()).hasSize(shards);
  }

  int replicas() {
    return world.kubernetes().apps().statefulSets().withName(CLUSTER).get().getSpec().getReplicas();
  }

  /** Somebody else's {@code kubectl scale}. */
  void scaleByHand(int replicas) {
    world.kubernetes().apps().statefulSets().withName(CLUSTER).scale(replicas);
  }

  String circumstances() {
    return "events:\n"
        + (story == null ? "" : String.join("\n", story.newest(12)))
        + "\ncontroller:\n"
        + (controller == null ? "not started" : logTail());
  }

  private String logTail() {
    return controller
        .process()
        .logTail(20)
        .lines()
        .map(Installation::brief)
        .collect(Collectors.joining("\n"));
  }

  static String brief(String line) {
    return line.length() <= 400 ? line : line.substring(0, 400) + "…";
  }

  @Override
  public void close() {
    samples.close();
    if (story != null) {
      story.close();
    }
    world.close();
  }
}
