package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.redis.Request;
import dev.slotwright.redis.Requests;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.RedisBinary;
import dev.slotwright.world.redis.RedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A key on both ends that takes long to compare, for it is very large or the way to it is slow. */
@ParameterizedClass
@MethodSource("dev.slotwright.world.redis.RedisBinary#tier")
class ComparisonTest {
  private static final int SLOT = 42;
  private static final String KEY = "{" + KeySlot.tagOf(SLOT) + "}:large";
  private static final int MEMBERS = 30_000;
  private static final int CHUNK = 1_000;

  @Parameter RedisBinary server;

  private final SlowPages pages = new SlowPages();
  private MoverWorld world;
  private ClusterNode source;
  private ClusterNode target;

  /** Each page of a set is late. */
  private static final class SlowPages implements LineWatch {
    private final CountDownLatch first = new CountDownLatch(1);
    private volatile Duration late = Duration.ZERO;

    @Override
    public void before(Address address, List<Request> requests) {
      if (Requests.text(requests.getFirst()).startsWith("SSCAN")) {
        first.countDown();
        Waiting.pause(late);
      }
    }
  }

  @BeforeEach
  void copyToBothEnds() {
    MoverSettings hasty = MoverSettings.defaults().withPatience(Duration.ofSeconds(2));
    world = MoverWorld.of(MoverWorld.on(server, 3, 0), pages, hasty);
    source = world.cluster.node(0);
    target = world.cluster.node(1);
    target.call("CLUSTER", "SETSLOT", "" + SLOT, "IMPORTING", source.id());
    IntStream.range(0, MEMBERS / CHUNK).forEach(chunk -> write(source, chunk));
    IntStream.range(0, MEMBERS / CHUNK).forEach(i -> write(target, MEMBERS / CHUNK - 1 - i));
    source.call("CLUSTER", "SETSLOT", "" + SLOT, "MIGRATING", target.id());
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void thePatienceLastsAsLongAsPagesAreCompared() {
    pages.late = Duration.ofMillis(30);
    world.start(world.move(0, 1, SlotSet.of(SLOT)));
    assertThat(world.await(Duration.ofSeconds(60))).isInstanceOf(MoveStatus.Done.class);
    allIsAtTheTarget();
  }

  @Test
  void aStopEndsItAndARepairCompares() throws InterruptedException {
    pages.late = Duration.ofMillis(500);
    world.start(world.move(0, 1, SlotSet.of(SLOT)));
    assertThat(pages.first.await(30, TimeUnit.SECONDS)).isTrue();
    long begin = System.nanoTime();
    world.mover.stop();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
    assertThat(world.await(Duration.ofSeconds(1)))
        .isInstanceOfSatisfying(
            MoveStatus.Failed.class,
            failed -> {
              assertThat(failed.reason())
                  .contains(KEY, "stopped before", "left open", "slots " + SLOT + " of");
              assertThat(failed.retryable()).isTrue();
            });
    pages.late = Duration.ZERO;
    assertThat(world.mover.closeOpenSlots(Views.of(world.cluster)))
        .singleElement()
        .asString()
        .startsWith("slot " + SLOT + " finished");
    allIsAtTheTarget();
  }

  private void allIsAtTheTarget() {
    ClusterInvariants.hold(world.cluster);
    assertThat(target.call("SCARD", KEY)).isEqualTo((long) MEMBERS);
  }

  private static void write(ClusterNode node, int chunk) {
    List<String> add = new ArrayList<>(List.of("SADD", KEY));
    IntStream.range(0, CHUNK).forEach(i -> add.add("member:" + (chunk * CHUNK + i)));
    try (RedisConnection connection = node.connect()) {
      connection.call("ASKING");
      connection.call(add.toArray(String[]::new));
    }
  }
}
