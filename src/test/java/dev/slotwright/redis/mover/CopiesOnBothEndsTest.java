package dev.slotwright.redis.mover;

import static dev.slotwright.redis.mover.TwoCopies.MANY;
import static dev.slotwright.redis.mover.TwoCopies.TAG;
import static dev.slotwright.redis.mover.TwoCopies.down;
import static dev.slotwright.redis.mover.TwoCopies.members;
import static dev.slotwright.redis.mover.TwoCopies.on;
import static dev.slotwright.redis.mover.TwoCopies.up;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.redis.mover.TwoCopies.End;
import dev.slotwright.world.redis.RedisBinary;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a move makes of copies on both ends, also where the user may not read all of them. */
@ParameterizedClass
@MethodSource("dev.slotwright.world.redis.RedisBinary#tier")
class CopiesOnBothEndsTest {
  @Parameter RedisBinary server;

  private TwoCopies copies;

  @BeforeEach
  void open() {
    copies = new TwoCopies(server);
  }

  @AfterEach
  void close() {
    copies.close();
  }

  @Test
  void whatMayNotBeReadIsNamedAndNotCalledDifferent() {
    copies.differInForm(
        "set", end -> members(end, "SADD", up()), end -> members(end, "SADD", down()));
    copies.target.call("ACL", "SETUSER", "default", "-sismember");
    copies.notComparable("set", "SISMEMBER");
  }

  @Test
  void copiesThatAreTheSameByteByByteAreEqualByDumpAlone() {
    Consumer<End> small = end -> end.call("SET", TAG + "small", "value");
    Consumer<End> large = end -> end.call("SETRANGE", TAG + "large", "300000", "x");
    copies.world.cluster.nodes().forEach(node -> node.call("ACL", "SETUSER", "default", "-type"));
    copies.equal("small", small, small);
    copies.equal("large", large, large);
    on(copies.target, end -> end.call("SETRANGE", TAG + "large", "200000", "y"));
    copies.notComparable("large", "TYPE");
    copies.source.call("ACL", "SETUSER", "default", "-dump");
    copies.notComparable("small", "+dump");
  }

  /** As what is permitted was enough before contents were looked at. */
  @Test
  void aMoveReplacesTheSameCopiesByDumpAlone() {
    Consumer<End> write = end -> end.call("SET", TAG + "key", "value");
    on(copies.source, write);
    on(copies.target, write);
    copies.world.cluster.nodes().forEach(node -> node.call("ACL", "SETUSER", "default", "-type"));
    copies.source.call("CLUSTER", "SETSLOT", "42", "MIGRATING", copies.target.id());
    copies.world.start(copies.world.move(0, 1, SlotSet.range(40, 45)));
    assertThat(copies.world.await(Duration.ofSeconds(60))).isInstanceOf(MoveStatus.Done.class);
    ClusterInvariants.hold(copies.world.cluster);
    assertThat(copies.target.call("GET", TAG + "key")).isEqualTo("value");
  }

  /** As a failover of the source leaves it behind: the move goes on without anybody's help. */
  @Test
  void aMoveReplacesCopiesThatAreStoredInAnotherForm() {
    on(copies.source, end -> members(end, "SADD", up()));
    on(copies.target, end -> members(end, "SADD", down()));
    copies.source.call("CLUSTER", "SETSLOT", "42", "MIGRATING", copies.target.id());
    copies.world.start(copies.world.move(0, 1, SlotSet.range(40, 45)));
    assertThat(copies.world.await(Duration.ofSeconds(60))).isInstanceOf(MoveStatus.Done.class);
    ClusterInvariants.hold(copies.world.cluster);
    assertThat(copies.target.call("SCARD", TAG + "set")).isEqualTo((long) MANY);
  }
}
