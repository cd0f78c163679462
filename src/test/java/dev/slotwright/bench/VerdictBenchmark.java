package dev.slotwright.bench;

import dev.slotwright.world.LocalWorld;
import dev.slotwright.world.demo.EventTail;
import dev.slotwright.world.kubernetes.StatefulSets;
import dev.slotwright.world.program.Controller;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * From a sample on the metrics topic to the verdict on the events topic, through the packaged
 * controller: real broker, real Redis processes, a heap of 128 MiB.
 *
 * <p>Several clusters of three masters are formed, then judged by policies that only recommend. The
 * memory that the samples tell of goes over and under the target from round to round, so that every
 * round changes the verdict. Rounds are sent at their times whether or not the verdicts come.
 */
@Command(
    name = "verdicts",
    description = "Time from a sample on its topic to the verdict on its topic.",
    mixinStandardHelpOptions = true)
final class VerdictBenchmark implements Callable<Integer> {
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration LAST = Duration.ofSeconds(3);
  private static final int PODS = 3;

  @Option(names = "--verdicts", description = "To collect.", defaultValue = "1200")
  private int verdicts;

  @Option(names = "--clusters", description = "Of three masters each.", defaultValue = "4")
  private int clusters;

  @Option(names = "--interval", description = "ms between rounds.", defaultValue = "400")
  private long intervalMillis;

  @Option(names = "--warm-up", description = "Rounds that do not count.", defaultValue = "50")
  private int warmUp;

  private final VerdictTally tally = new VerdictTally();

  @Override
  public Integer call() throws Exception {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < clusters; i++) {
      names.add("bench-" + i);
    }
    note("starting Kafka, a Kubernetes API and %d pods", PODS * clusters);
    try (LocalWorld world = LocalWorld.named(names.getFirst()).pods(PODS).start();
        EventTail tail = new EventTail(world.broker().bootstrapServers(), tally::heard)) {
      names.stream().skip(1).forEach(name -> statefulSet(world, name).create(world.kubernetes()));
      names.forEach(name -> world.kubelet().awaitReady(name, PODS, START));
      names.forEach(name -> policy(world, name, "Enforce"));
      Controller controller = world.controller();
      ControllerCost cost = new ControllerCost(controller);
      double ready = cost.awaitReady(START);
      note("controller ready after %.2f s; forming %d clusters", ready, clusters);
      await("formed clusters", () -> formed(tail) == clusters, controller);
      names.forEach(name -> policy(world, name, "Recommend"));
      await("new policies", () -> recommending(tail) == clusters, controller);
      try (SampleFeed feed = new SampleFeed(world, names, PODS, tally)) {
        measure(feed, cost, controller);
        System.out.println(report(feed, cost, ready));
      }
      return tally.everyRound().percentile(0.99) < 1000 ? 0 : 1;
    }
  }

  private void measure(SampleFeed feed, ControllerCost cost, Controller controller)
      throws InterruptedException {
    note("warming up: %d rounds", warmUp);
    feed.rounds(warmUp, Duration.ofMillis(intervalMillis), () -> {});
    tally.begin();
    int rounds = Math.ceilDiv(verdicts, clusters);
    note("measuring: %d rounds of %d clusters", rounds, clusters);
    feed.rounds(rounds, Duration.ofMillis(intervalMillis), cost::look);
    Instant last = Instant.now().plus(LAST);
    await(
        "the last verdict",
        () -> tally.unanswered().isEmpty() || Instant.now().isAfter(last),
        controller);
    tally.end();
  }

  private String report(SampleFeed feed, ControllerCost cost, double ready) {
    return String.join(
        "\n",
        Distribution.heading(),
        tally.topics().row("newest sample on its topic to verdict on its topic"),
        tally.arrival().row("newest sample acknowledged to verdict at a consumer"),
        tally.everyRound().row("the same, overtaken rounds until the next verdict"),
        "",
        String.format(
            Locale.ROOT,
            "%d verdicts in %d rounds of %d clusters, %d rounds without an answer of their own;"
                + " %.0f samples/s, a round every %d ms",
            tally.topics().count(),
            tally.rounds(),
            clusters,
            tally.unanswered().size(),
            feed.samplesPerSecond(),
            intervalMillis),
        String.format(
            Locale.ROOT,
            "controller: ready %.2f s after its JVM's start; heap in use %s of 128 MiB, resident"
                + " %d MiB; %d processors, load average %.1f",
            ready,
            cost.heap(),
            cost.residentMebibytes(),
            Runtime.getRuntime().availableProcessors(),
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
  }

  private static StatefulSets statefulSet(LocalWorld world, String name) {
    return StatefulSets.redis(name, world.redis().port()).withReplicas(PODS);
  }

  private static void policy(LocalWorld world, String cluster, String mode) {
    world.policy(
        cluster + ".yaml",
        """
        apiVersion: slotwright.dev/v1
        kind: ScalingPolicy
        metadata: {name: %1$s}
        spec:
          cluster: {name: %1$s, namespace: %2$s, statefulSet: %1$s, port: %3$d, credentialsSecret: %1$s}
          mode: %4$s
          bounds: {minShards: 3, maxShards: 8, replicasPerShard: 0}
          signals:
            memory: {target: 0.65, hard: 0.9, aggregate: last}
          scaleOut: {stabilization: 0s}
        """
            .formatted(cluster, world.kubernetes().getNamespace(), world.redis().port(), mode));
  }

  private static long formed(EventTail tail) {
    return tail.of("operation.completed").count();
  }

  private static long recommending(EventTail tail) {
    return tail.of("policy.loaded")
        .filter(event -> event.data().path("mode").asText().equalsIgnoreCase("recommend"))
        .map(event -> Optional.ofNullable(event.headers().get("ce_subject")))
        .distinct()
        .count();
  }

  private static void await(String what, BooleanSupplier reached, Controller controller) {
    Awaitility.await(what)
        .atMost(START)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              if (!controller.isAlive()) {
                throw new IllegalStateException(
                    "the controller has ended:\n" + controller.process().logTail(40));
              }
              return reached.getAsBoolean();
            });
  }

  private static void note(String text, Object... values) {
    System.err.println(String.format(Locale.ROOT, text, values));
  }
}
