package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.RedisBinary;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A master that died in mid-move is back and loads its data for seconds: it answers LOADING, or
 * nothing, and is waited for.
 */
@ParameterizedClass
@MethodSource("dev.slotwright.world.redis.RedisBinary#tier")
class LoadingNodeTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final SlotSet SLOTS = SlotSet.range(0, 300);
  private static final String MICROS_A_KEY = "1000";

  @Parameter RedisBinary server;

  private final Moment moment = new Moment();
  private MoverWorld world;
  private Keys keys;
  private ClusterNode source;
  private ClusterNode target;

  @BeforeEach
  void form() {
    world =
        MoverWorld.of(
            MoverWorld.on(server, 3, 0)
                .withNodeTimeout(Duration.ofSeconds(6))
                .withArguments(
                    "--appendonly",
                    "yes",
                    "--appendfsync",
                    "always",
                    "--key-load-delay",
                    MICROS_A_KEY),
            moment);
    source = world.cluster.node(0);
    target = world.cluster.node(1);
    keys = new Keys(world.client);
    keys.writeEveryType(500);
    keys.fillSlot(100, 2_000);
    // Not moved: for the target to load.
    keys.fillSlot(6_000, 2_000);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void aSourceThatLoadsIsWaitedFor() {
    loads(source);
  }

  @Test
  void aTargetThatLoadsIsWaitedFor() {
    loads(target);
  }

  private void loads(ClusterNode node) {
    moment.before(20, "MIGRATE", source, node::kill);
    world.start(world.move(0, 1, SLOTS));
    assertThat(moment.hasCome()).isTrue();
    CompletableFuture<Void> back = CompletableFuture.runAsync(node::restart);
    Awaitility.await("loading")
        .ignoreExceptions()
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> ((String) node.call("INFO", "persistence")).contains("loading:1"));
    assertThat(world.mover.status()).isInstanceOf(MoveStatus.Running.class);
    MoveStatus status = world.await(LIMIT);
    back.join();
    assertThat(status).isInstanceOf(MoveStatus.Done.class);
    world.cluster.awaitStable(3);
    ClusterInvariants.hold(world.cluster);
    keys.verify();
  }
}
