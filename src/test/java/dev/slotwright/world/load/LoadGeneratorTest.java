package dev.slotwright.world.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisBinary;
import dev.slotwright.world.redis.RedisConnection;
import io.lettuce.core.cluster.SlotHash;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadGeneratorTest {
  private static final String PASSWORD = "secret";
  private static final long SEED = 20_260_101;
  private static final long MEBI = 1024 * 1024;

  private static RedisBinary server;
  private static LocalCluster cluster;

  @BeforeAll
  static void form() {
    server = RedisBinary.find();
    cluster =
        LocalCluster.form(
            LocalCluster.Settings.of(server, 3, 0)
                .withPassword(PASSWORD)
                .withNodeTimeout(Duration.ofSeconds(5)));
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @BeforeEach
  void empty() {
    cluster.nodes().forEach(node -> node.call("FLUSHALL"));
  }

  @Test
  void aRunWithFillingAndSheddingVerifiesClean() throws Exception {
    LoadGenerator load = start(4_000);
    load.fillTo(6 * MEBI).get(30, TimeUnit.SECONDS);
    assertThat(load.progress().bytes()).isGreaterThanOrEqualTo(6 * MEBI);
    load.shedTo(3 * MEBI).get(30, TimeUnit.SECONDS);
    awaitAcknowledged(load, 8_000);
    LoadReport report = load.stop();

    assertThat(report.firstErrors()).isEmpty();
    assertThat(report.clientErrors()).isZero();
    assertThat(report.acknowledged()).isEqualTo(report.opsSent());
    assertThat(report.unknownOutcomes()).isZero();
    assertThat(report.longestGapMillis()).hasSize(3);
    VerificationResult result = verify(load);
    assertThat(result.examples()).isEmpty();
    assertThat(result.clean()).isTrue();
    assertThat(result.keysVerified()).isEqualTo(report.keys());
    assertThat(result.deletedVerified()).isPositive();
    assertThat(result.keysByMaster().values().stream().mapToLong(n -> n).sum())
        .isEqualTo(report.keys());
  }

  @Test
  void whatChangedBehindTheLoadsBackIsReported() throws Exception {
    LoadGenerator load = start(4_000);
    load.fillTo(3 * MEBI).get(30, TimeUnit.SECONDS);
    load.shedTo(2 * MEBI).get(30, TimeUnit.SECONDS);
    load.stop();
    Ledger ledger = load.ledger();

    byte[] lost = live(ledger, KeyKind.STRING, 0);
    byte[] changed = live(ledger, KeyKind.STRING, 1);
    byte[] lostMember = live(ledger, KeyKind.GROUP, 0);
    byte[] shortened = live(ledger, KeyKind.LIST, 0);
    byte[] eternal = live(ledger, KeyKind.EXPIRING, 0);
    byte[] mortal = live(ledger, KeyKind.HASH, 0);
    on(lost).call("DEL", text(lost));
    on(changed).call("SETRANGE", text(changed), "30", "!");
    on(lostMember).call("DEL", text(lostMember));
    on(shortened).call("RPUSH", text(shortened), "one more");
    on(eternal).call("PERSIST", text(eternal));
    on(mortal).call("EXPIRE", text(mortal), "100000");
    byte[] revived = deleted(ledger, KeyKind.STRING);
    on(revived).call("SET", text(revived), "I am back");

    VerificationResult result = verify(load);

    assertThat(result.keysLost()).isEqualTo(2);
    assertThat(result.keysWrong()).isEqualTo(5);
    assertThat(result.keysDuplicated()).isZero();
    assertThat(result.clean()).isFalse();
    assertThat(result.examples())
        .extracting(Mismatch::key)
        .containsExactlyInAnyOrder(
            text(lost),
            text(changed),
            text(lostMember),
            text(shortened),
            text(eternal),
            text(mortal),
            text(revived));
    assertThat(result.examples())
        .filteredOn(mismatch -> mismatch.key().equals(text(lost)))
        .allSatisfy(
            mismatch -> {
              assertThat(mismatch.slot()).isEqualTo(SlotHash.getSlot(lost));
              assertThat(mismatch.got()).isEqualTo("absent");
            });
  }

  @Test
  void aCopyLeftOnAnotherMasterIsReported() throws Exception {
    LoadGenerator load = start(4_000);
    load.fillTo(MEBI).get(30, TimeUnit.SECONDS);
    load.stop();
    byte[] key = live(load.ledger(), KeyKind.STRING, 0);
    ClusterNode owner = on(key);
    ClusterNode other = cluster.node((cluster.nodes().indexOf(owner) + 1) % 3);
    int slot = SlotHash.getSlot(key);

    other.call("CLUSTER", "SETSLOT", Integer.toString(slot), "IMPORTING", owner.id());
    try (RedisConnection asking = other.connect()) {
      asking.call("ASKING");
      asking.call("SET", text(key), "a copy");
    } finally {
      other.call("CLUSTER", "SETSLOT", Integer.toString(slot), "STABLE");
    }
    VerificationResult result = verify(load);

    boolean hidden = !server.valkey() && server.atLeast(8, 4);
    assertThat(result.keysDuplicated()).isEqualTo(hidden ? 0 : 1);
    assertThat(result.keysMisplaced()).isEqualTo(1);
    assertThat(result.clean()).isFalse();
    assertThat(result.keysLost()).isZero();
    assertThat(result.keysWrong()).isZero();
  }

  @Test
  void aReadThatContradictsTheLedgerIsAClientError() throws Exception {
    LoadGenerator load = start(4_000);
    load.fillTo(200_000).get(30, TimeUnit.SECONDS);
    cluster.node(0).call("FLUSHALL");
    Awaitility.await().until(() -> load.progress().clientErrors() > 0);
    LoadReport report = load.stop();

    assertThat(report.firstErrors()).isNotEmpty().hasSizeLessThanOrEqualTo(20);
    assertThat(report.firstErrors().getFirst().message()).contains("instead of");
  }

  @Test
  void aFrozenNodeShowsInTheLongestPause() {
    LoadGenerator load = start(2_000);
    awaitAcknowledged(load, 7_000);
    ClusterNode frozen = cluster.node(1);
    long before = System.nanoTime();
    frozen.freeze();
    Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .until(() -> System.nanoTime() - before > TimeUnit.SECONDS.toNanos(1));
    frozen.thaw();
    awaitAcknowledged(load, 2_000);
    LoadReport report = load.stop();

    assertThat(report.longestClientPauseMillis()).isBetween(950L, 3_000L);
    assertThat(report.p99Millis()).isGreaterThan(100);
    assertThat(report.longestGapMillis().get(frozen.endpoint())).isBetween(950L, 3_000L);
    assertThat(report.longestGapMillis().get(cluster.node(0).endpoint())).isLessThan(900L);
    assertThat(report.firstErrors()).isEmpty();
    assertThat(verify(load).examples()).isEmpty();
  }

  @Test
  void slotsThatMoveUnderLoadCauseNoErrors() throws Exception {
    LoadGenerator load = start(3_000);
    load.fillTo(5 * MEBI).get(30, TimeUnit.SECONDS);
    HandMover mover = new HandMover(cluster);
    for (int slot = 0; slot < 200; slot++) {
      mover.move(slot, 0, 1);
    }
    for (int slot = 0; slot < 200; slot++) {
      mover.move(slot, 1, 0);
    }
    LoadReport report = load.stop();

    assertThat(report.firstErrors()).isEmpty();
    assertThat(report.unknownOutcomes()).isZero();
    VerificationResult result = verify(load);
    assertThat(result.examples()).isEmpty();
    assertThat(result.clean()).isTrue();
    assertThat(result.keysVerified()).isEqualTo(report.keys());
  }

  @Test
  void aGroupThatIsSplitByAMoveIsTriedAgainUntilItIsWhole() {
    LoadGenerator load = start(3_000);
    awaitAcknowledged(load, 3_000);
    byte[] key = Contents.ascii(((List<?>) cluster.node(0).call("KEYS", "{group:*")).getFirst());
    HandMover mover = new HandMover(cluster);
    int slot = SlotHash.getSlot(key);

    mover.open(slot, 0, 1);
    mover.migrate(text(key), 0, 1);
    Awaitility.await().until(() -> load.progress().tryAgain() > 2);
    mover.finish(slot, 0, 1);
    long split = load.progress().tryAgain();
    awaitAcknowledged(load, 3_000);
    mover.move(slot, 1, 0);
    LoadReport report = load.stop();

    assertThat(split).isPositive();
    assertThat(report.clientRetries()).isEqualTo(report.tryAgain()).isGreaterThan(2);
    assertThat(report.firstErrors()).isEmpty();
    assertThat(verify(load).examples()).isEmpty();
  }

  private static LoadGenerator start(double opsPerSecond) {
    return LoadGenerator.start(cluster.seeds(), PASSWORD, SEED, opsPerSecond);
  }

  private static VerificationResult verify(LoadGenerator load) {
    return Verification.run(cluster.seeds(), PASSWORD, load.ledger());
  }

  private static void awaitAcknowledged(LoadGenerator load, long more) {
    long from = load.progress().acknowledged();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> load.progress().acknowledged() >= from + more);
  }

  private static byte[] live(Ledger ledger, KeyKind kind, int skip) {
    return entry(ledger, kind, true, skip);
  }

  private static byte[] deleted(Ledger ledger, KeyKind kind) {
    return entry(ledger, kind, false, 0);
  }

  private static byte[] entry(Ledger ledger, KeyKind kind, boolean live, int skip) {
    int left = skip;
    for (int ordinal = 0; ordinal < ledger.size(); ordinal++) {
      boolean fits = ledger.keys().kind(ordinal) == kind && ledger.mustExist(ordinal) == live;
      if (fits && ledger.version(ordinal) > 0 && left-- == 0) {
        return ledger.keys().names(ordinal)[0];
      }
    }
    throw new AssertionError("no such key: " + kind + " live=" + live);
  }

  private static ClusterNode on(byte[] key) {
    return cluster.node(Math.min(2, SlotHash.getSlot(key) / 5_462));
  }

  private static String text(byte[] key) {
    return new String(key, StandardCharsets.US_ASCII);
  }
}
