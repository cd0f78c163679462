package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.MoveListener;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.RedisBinary;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The target dies in mid-move: what its replica did not have is counted, and nothing else. */
@ParameterizedClass
@MethodSource("dev.slotwright.world.redis.RedisBinary#tier")
class TargetSuccessionTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final SlotSet SLOTS = SlotSet.range(90, 120);
  private static final Pattern COUNT = Pattern.compile("up to (\\d+) of the keys");

  @Parameter RedisBinary server;

  private final Moment moment = new Moment();
  private MoverWorld world;
  private Keys keys;
  private ClusterNode source;
  private ClusterNode target;
  private ClusterNode replica;

  @BeforeEach
  void form() {
    world =
        MoverWorld.of(
            MoverWorld.on(server, 3, 1).withNodeTimeout(Duration.ofSeconds(3)),
            moment,
            MoverSettings.defaults().withPatience(Duration.ofSeconds(40)));
    source = world.cluster.node(0);
    target = world.cluster.node(1);
    replica = world.cluster.node(4);
    keys = new Keys(world.client);
    keys.fillSlot(100, 20_000);
    world.cluster.awaitReplicated();
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** The replica is cut off before one batch, and the target dies after it. */
  @Test
  void theKeysThatItsReplicaLacksAreCounted() {
    Set<String> before = ClusterInvariants.keys(world.cluster);
    moment.before(
        5,
        "MIGRATE",
        source,
        () -> {
          replica.freeze();
          target.call("CLIENT", "KILL", "TYPE", "slave");
          moment.before(
              1,
              "INFO replication",
              target,
              () -> {
                target.kill();
                replica.thaw();
              });
        });

    finishes();

    Set<String> after = ClusterInvariants.keys(world.cluster);
    long lost = before.stream().filter(key -> !after.contains(key)).count();
    assertThat(lost).as("keys lost").isPositive();
    assertThat(counted()).singleElement().satisfies(n -> assertThat(n).isEqualTo(lost));
  }

  @Test
  void nothingIsToldOfAReplicaThatHadCaughtUp() {
    moment.before(
        5,
        "MIGRATE",
        source,
        () -> {
          world.cluster.awaitReplicated();
          target.kill();
        });

    finishes();

    assertThat(counted()).isEmpty();
    assertThat(world.warned)
        .singleElement()
        .satisfies(
            warning ->
                assertThat(warning.message())
                    .contains(replica.endpoint(), "has taken its master's place", "one node only"));
    keys.verify();
  }

  private void finishes() {
    world.start(world.move(0, 1, SLOTS));
    assertThat(world.await(LIMIT)).isInstanceOf(MoveStatus.Done.class);
    assertThat(moment.hasCome()).isTrue();
    assertThat(Views.self(replica).master()).isTrue();
    ClusterInvariants.hold(world.cluster);
  }

  private List<Long> counted() {
    return world.warned.stream()
        .filter(warning -> warning.code().equals(TargetSuccession.CODE))
        .map(MoveListener.Warning::message)
        .map(COUNT::matcher)
        .filter(Matcher::find)
        .map(count -> Long.parseLong(count.group(1)))
        .toList();
  }
}
