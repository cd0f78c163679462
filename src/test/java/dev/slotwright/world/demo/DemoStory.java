package dev.slotwright.world.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slotwright.world.LocalWorld;
import dev.slotwright.world.LocalWorldBuilder;
import dev.slotwright.world.load.LoadGenerator;
import dev.slotwright.world.load.LoadProgress;
import dev.slotwright.world.load.LoadReport;
import dev.slotwright.world.load.Verification;
import dev.slotwright.world.load.VerificationResult;
import dev.slotwright.world.program.Controller;
import dev.slotwright.world.redis.RedisBinary;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The story: six blank pods become a cluster; load rises over the target, shards are added; load
 * falls, shards are removed; everything that was acknowledged is read back.
 */
public final class DemoStory implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(100);

  private final DemoScale scale;
  private final RedisBinary binary;
  private final long seed;
  private final Screen screen;
  private final LocalWorld world;
  private final EventTail events;
  private final Controller controller;
  private LoadGenerator load;
  private LoadProgress peak;
  private double secondsToFormed;

  private DemoStory(
      DemoScale scale,
      RedisBinary binary,
      long seed,
      Screen screen,
      Map<String, String> controllerSettings) {
    this.scale = scale;
    this.binary = binary;
    this.seed = seed;
    this.screen = screen;
    screen.line("starting Kafka, a Kubernetes API and six blank pods of " + binary.version());
    LocalWorldBuilder builder =
        LocalWorld.named("demo").server(binary).pods(6).maxmemory(scale.maxmemory());
    controllerSettings.forEach(builder::controllerProperty);
    this.world = builder.start();
    this.events = new EventTail(world.broker().bootstrapServers(), this::heard);
    world.policy(
        "demo.yaml",
        scale.policy(world.redis().port()).formatted(world.kubernetes().getNamespace()));
    this.controller = world.controller();
  }

  public static DemoStory begin(DemoScale scale, RedisBinary binary, long seed, Screen screen) {
    return begin(scale, binary, seed, screen, Map.of());
  }

  /**
   * Starts the world and waits until the cluster is formed.
   *
   * @param controllerSettings further settings of the controller, by key
   */
  public static DemoStory begin(
      DemoScale scale,
      RedisBinary binary,
      long seed,
      Screen screen,
      Map<String, String> controllerSettings) {
    DemoStory story = new DemoStory(scale, binary, seed, screen, controllerSettings);
    try {
      story.form();
      return story;
    } catch (RuntimeException e) {
      story.close();
      throw e;
    }
  }

  public LocalWorld world() {
    return world;
  }

  public Controller controller() {
    return controller;
  }

  public EventTail events() {
    return events;
  }

  public String console() {
    return controller.url("/").toString();
  }

  private void form() {
    screen.line("console " + console());
    world.kubelet().awaitReady("demo", 6, Duration.ofMinutes(1));
    world.collector();
    await("the cluster to be formed", () -> completed("form"), () -> {});
    secondsToFormed = screen.elapsed().toMillis() / 1000.0;
  }

  /** Tells it from the formed cluster to the end. */
  public DemoSummary tell() {
    grow();
    shrink();
    return finish();
  }

  /** The load rises until there are shards enough, and each is within the target. */
  public void grow() {
    load =
        LoadGenerator.start(
            world.seeds(), world.redis().password(), seed, scale.fillRate(), scale.clients());
    screen.line("load rises to %,d MB".formatted(scale.fullBytes() / 1_000_000));
    CompletableFuture<Void> full = load.fillTo(scale.fullBytes());
    await("the load to rise", full::isDone, () -> show("rising", scale.fullBytes()));
    load.rate(scale.steadyRate());
    await(
        scale.peakShards() + " shards",
        () -> shards() >= scale.peakShards() && idle(),
        () -> show("steady", scale.fullBytes()));
    Instant calm = Instant.now().plus(scale.steady());
    await("a calm", () -> Instant.now().isAfter(calm), () -> show("steady", scale.fullBytes()));
    peak = load.progress();
  }

  /** The load falls until three shards do. */
  public void shrink() {
    screen.line("load falls to %,d MB".formatted(scale.shedBytes() / 1_000_000));
    load.rate(scale.fillRate());
    CompletableFuture<Void> shed = load.shedTo(scale.shedBytes());
    await("the load to fall", shed::isDone, () -> show("falling", scale.fullBytes()));
    load.rate(scale.steadyRate());
    await(
        "three shards",
        () -> shards() == 3 && completed("scale-in") && idle(),
        () -> show("steady", scale.fullBytes()));
  }

  /** Reads everything back. */
  public DemoSummary finish() {
    LoadReport report = load.stop();
    screen.line("reading back everything that was acknowledged");
    VerificationResult found =
        Verification.run(world.seeds(), world.redis().password(), load.ledger());
    return Figures.of(this, report, found);
  }

  private boolean completed(String kind) {
    return events.has("operation.completed", data -> data.path("kind").asText().equals(kind));
  }

  /** As many operations have ended as were begun. */
  public boolean idle() {
    return events.of("operation.started").count()
        == events.of("operation.completed").count() + events.of("operation.aborted").count();
  }

  /** Shards after the last operation that was completed. */
  public int shards() {
    return events
        .of("operation.completed")
        .reduce((a, b) -> b)
        .map(event -> event.data().path("shards").asInt())
        .orElse(0);
  }

  private void show(String what, long of) {
    LoadProgress now = load.progress();
    screen.bar(
        (double) now.bytes() / of,
        "%s  %,d keys  %.0f MB  %,d ops/s  %d shards  pause %d ms  errors %d"
            .formatted(
                what,
                now.keys(),
                now.bytes() / 1e6,
                now.opsPerSecond(),
                shards(),
                now.longestClientPauseMillis(),
                now.clientErrors()));
  }

  private void heard(EventTail.Told event) {
    JsonNode data = event.data();
    switch (event.type()) {
      case "verdict" ->
          screen.line(
              "verdict %s (%s): %d -> %d shards"
                  .formatted(
                      data.path("verdict").asText(),
                      data.path("code").asText(),
                      data.path("shards").asInt(),
                      data.path("target").asInt()));
      case "operation.started", "operation.completed", "operation.aborted", "operation.blocked" ->
          screen.line(
              "%s %s %s"
                  .formatted(
                      event.type(),
                      data.path("kind").asText(),
                      data.path("cause").asText(data.path("reason").asText())));
      case "operation.step" ->
          screen.line(
              "  %s %s".formatted(data.path("step").asText(), data.path("subject").asText()));
      case "warning", "policy.rejected" -> screen.line(event.type() + " " + data);
      default -> {}
    }
  }

  private void await(String what, BooleanSupplier reached, Runnable meanwhile) {
    while (!reached.getAsBoolean()) {
      meanwhile.run();
      if (screen.elapsed().compareTo(scale.limit()) > 0) {
        world.keepDirectory();
        throw new IllegalStateException(
            "waited in vain for " + what + "; logs are in " + world.directory());
      }
      if (!controller.isAlive() && !controllerMayDie) {
        throw new IllegalStateException(
            "the controller has ended:\n" + controller.process().logTail(40));
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private boolean controllerMayDie;

  /** A test kills the controller and starts it again. */
  public void controllerMayDie() {
    controllerMayDie = true;
  }

  DemoScale scale() {
    return scale;
  }

  RedisBinary binary() {
    return binary;
  }

  long seed() {
    return seed;
  }

  Screen screen() {
    return screen;
  }

  LoadProgress peak() {
    return peak;
  }

  double secondsToFormed() {
    return secondsToFormed;
  }

  @Override
  public void close() {
    events.close();
    world.close();
  }
}
