package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.control.SettingsJournal;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.plan.SlotMove;
import dev.slotwright.policy.Execution;
import dev.slotwright.world.load.ClientSettings;
import dev.slotwright.world.load.LoadGenerator;
import dev.slotwright.world.load.LoadReport;
import dev.slotwright.world.load.Mismatch;
import dev.slotwright.world.load.Verification;
import dev.slotwright.world.load.VerificationResult;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisBinary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Load with every type of data, a move of random slots, something that goes wrong at a random
 * command of it, a repair; then everything that was acknowledged has to be there.
 *
 * <p>What Redis itself would lose is kept out of it, or counted. Before a master dies and its
 * replica takes over, clients pause until all that was acknowledged to them is replicated; what the
 * mover had in flight is the window, named key by key. On servers whose replicas do not know of
 * open slots (redis#4627) clients go on after the repair.
 */
final class RandomRun implements AutoCloseable {
  private static final Duration NODE_TIMEOUT = Duration.ofMillis(2500);
  private static final Duration ORDER = Duration.ofSeconds(90);
  private static final Duration REPAIR = Duration.ofSeconds(60);
  private static final double FILLING = 5_000;
  private static final double STEADY = 800;

  /** Of the mover's flushes in an order, about as many as the smallest order takes. */
  private static final int LEAST_FLUSHES = 100;

  private static final int LEAST_FLUSHES_ATOMIC = 25;

  private static final long BYTES = 2_000_000;

  private final RedisBinary server;
  private final long seed;
  private final Random random;
  private final Disaster disaster;
  private final Execution execution;
  private final LocalCluster cluster;
  private final LoadGenerator load;
  private final StruckMover watch = new StruckMover();
  private final Befalling befalling;
  private final SettingsJournal journal = SettingsJournal.inMemory();
  private CompletableFuture<Set<String>> mended = CompletableFuture.completedFuture(Set.of());
  private Set<String> window = Set.of();
  private volatile String struck = "never";

  RandomRun(RedisBinary server, long seed) {
    this.server = server;
    this.seed = seed;
    // The first numbers of Random are alike for seeds that are close together.
    this.random = new Random(new SplittableRandom(seed).nextLong());
    this.disaster = Disaster.values()[random.nextInt(Disaster.values().length)];
    this.execution =
        new Execution(
            1 + random.nextInt(32),
            Duration.ofMillis(5),
            random.nextBoolean() ? Execution.Transport.AUTO : Execution.Transport.MIGRATE);
    this.cluster = LocalCluster.form(settings());
    this.befalling = new Befalling(disaster, cluster, watch, seed);
    this.load =
        LoadGenerator.start(
            cluster.seeds(),
            null,
            seed,
            FILLING,
            new ClientSettings(Duration.ofSeconds(1), Duration.ofMillis(300), false));
  }

  private LocalCluster.Settings settings() {
    LocalCluster.Settings plain =
        LocalCluster.Settings.of(server, 3 + random.nextInt(2), disaster.replicas())
            .withNodeTimeout(NODE_TIMEOUT)
            .withArguments("--cluster-require-full-coverage", random.nextBoolean() ? "yes" : "no");
    return disaster.persistent()
        ? plain.withArguments("--appendonly", "yes", "--appendfsync", "always")
        : plain;
  }

  /** The whole run; what happened, in a line. */
  String play() {
    try {
      return played();
    } catch (AssertionError | RuntimeException e) {
      StringBuilder views = new StringBuilder(toString());
      for (ClusterNode node : cluster.nodes()) {
        views.append("\n").append(node.endpoint()).append(":\n");
        views.append(node.isAlive() ? node.call("CLUSTER", "NODES") : "dead");
        views.append(lastLines(node.process().log()));
      }
      throw new AssertionError(views.toString(), e);
    }
  }

  private static String lastLines(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    } catch (IOException e) {
      return log + " cannot be read: " + e;
    }
  }

  @Override
  public String toString() {
    return "random run seed=%d server=%s disaster=%s transport=%s at=%s"
        .formatted(seed, server.name(), disaster, execution.transport(), struck);
  }

  private String played() {
    load.fillTo(BYTES).orTimeout(60, TimeUnit.SECONDS).join();
    load.rate(STEADY);
    RandomOrder order = RandomOrder.of(cluster, random);
    List<SlotMove> moves = order.moves();
    MoveStatus status = move(order);
    window = mended.orTimeout(60, TimeUnit.SECONDS).join();
    int repairs = repair();
    load.resume();
    String again = random.nextBoolean() ? " again=" + name(again(moves)) : "";
    cluster.awaitStable(cluster.nodes().size());
    repair();
    ClusterInvariants.hold(cluster);
    LoadReport report = load.stop();
    VerificationResult found = Verification.run(living(), null, load.ledger());
    String line =
        "%s moves=%d order=%s repairs=%d%s keys=%d setAside=%d lost=%d window=%d"
            .formatted(
                this,
                moves.size(),
                name(status),
                repairs,
                again,
                found.keysVerified(),
                report.unknownOutcomes(),
                found.keysLost(),
                window.size());
    requireNothingLost(line, report, found);
    return line;
  }

  private void requireNothingLost(String line, LoadReport report, VerificationResult found) {
    assertThat(found.keysVerified()).as(line).isGreaterThan(500);
    assertThat(found.keysDuplicated() + found.keysMisplaced()).as("%s: %s", line, found).isZero();
    if (disaster.losesWindow()) {
      assertThat(found.keysLost() + found.keysWrong())
          .as("%s: %s", line, found.examples())
          .isLessThanOrEqualTo(window.size());
      assertThat(found.examples().stream().map(Mismatch::key)).as(line).allMatch(window::contains);
      return;
    }
    assertThat(found.examples()).as(line).isEmpty();
    assertThat(found.clean()).as(line).isTrue();
    assertThat(report.firstErrors())
        .as("answers that contradict what was acknowledged: %s", line)
        .noneMatch(error -> error.toString().contains("instead of"));
  }

  private boolean atomic() {
    boolean offered =
        Stream.of("cluster|migration", "cluster|migrateslots")
            .anyMatch(command -> Abilities.has(cluster.node(0), command));
    return offered && execution.transport() == Execution.Transport.AUTO;
  }

  private MoveStatus move(RandomOrder order) {
    int at = 1 + random.nextInt(atomic() ? LEAST_FLUSHES_ATOMIC : LEAST_FLUSHES);
    boolean waits = random.nextBoolean();
    int victim = random.nextInt(3);
    int millis = 100 + random.nextInt(1_800);
    watch.strikeAt(at, () -> strike(at, waits, order.victim(victim), millis));
    return run(order.moves(), watch, Duration.ofSeconds(30));
  }

  private MoveStatus again(List<SlotMove> moves) {
    return run(moves, LineWatch.NONE, Duration.ofSeconds(15));
  }

  private MoveStatus run(List<SlotMove> moves, LineWatch with, Duration patience) {
    MoverSettings bounds =
        MoverSettings.defaults().withPatience(patience).withReplicaWindowBytes(0);
    try (LettuceSlotMover mover = MoverWorld.mover(cluster, with, bounds, journal)) {
      mover.start(Views.of(cluster), moves, SlotBytes.uniform(100), execution, moved -> {});
      Awaitility.await("the order's end, seed " + seed)
          .dontCatchUncaughtExceptions()
          .atMost(ORDER)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> !(mover.status() instanceof MoveStatus.Running));
      return mover.status();
    }
  }

  private void strike(int at, boolean waits, ClusterNode victim, int millis) {
    struck = "%d,%s,%s,%dms".formatted(at, victim.endpoint(), waits ? "waits" : "aside", millis);
    if (disaster == Disaster.MOVER_DIES) {
      watch.kill();
    }
    if (disaster.promotes()) {
      pauseClients(victim);
    }
    mended = CompletableFuture.supplyAsync(() -> befalling.befall(victim, millis));
    if (waits) {
      mended.join();
    }
  }

  private void pauseClients(ClusterNode victim) {
    if (disaster == Disaster.FAILOVER && Abilities.of(victim).replicatesOpenSlots()) {
      return;
    }
    load.pause();
    Awaitility.await("clients answered")
        .atMost(Duration.ofSeconds(15))
        .pollDelay(Duration.ofMillis(150)) // the load tells of itself ten times a second
        .pollInterval(Duration.ofMillis(50))
        .until(() -> load.progress().inFlight() == 0);
    cluster.awaitReplicated();
  }

  /** As a controller does after its start: until nothing is open any more. */
  private int repair() {
    int[] rounds = {0};
    MoverSettings bounds = MoverSettings.defaults().withPatience(Duration.ofSeconds(10));
    List<String> lines = new ArrayList<>();
    try (LettuceSlotMover mover = MoverWorld.mover(cluster, LineWatch.NONE, bounds, journal)) {
      Awaitility.await("no slot open, seed " + seed + " " + disaster + " at " + struck)
          .atMost(REPAIR)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(300))
          .untilAsserted(
              () -> {
                rounds[0]++;
                lines.clear();
                lines.addAll(mover.closeOpenSlots(Views.of(cluster)));
                if (disaster.persistent()) {
                  TwoValues.keepTheSources(cluster, lines);
                }
                assertThat(lines).noneMatch(line -> line.contains("left open"));
                assertThat(lines).noneMatch(line -> line.contains("not all closed"));
                ClusterInvariants.noSlotIsOpen(cluster);
              });
    }
    return rounds[0];
  }

  private List<String> living() {
    return cluster.nodes().stream()
        .filter(ClusterNode::isAlive)
        .map(ClusterNode::endpoint)
        .toList();
  }

  private static String name(MoveStatus status) {
    return status instanceof MoveStatus.Failed failed
        ? "Failed(" + failed.reason() + ")"
        : status.getClass().getSimpleName();
  }

  @Override
  public void close() {
    try (cluster) {
      load.close();
    }
  }
}
