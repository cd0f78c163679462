package dev.slotwright.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slotwright.cluster.Address;
import dev.slotwright.control.Credentials;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisBinary;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NodeConnectionsTest {
  private static final Credentials GOOD = password("secret");
  private static final RedisSettings SETTINGS =
      new RedisSettings(
          Duration.ofMillis(500),
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          false,
          Optional.empty());

  private static LocalCluster cluster;
  private static LettuceRuntime runtime;

  @BeforeAll
  static void start() {
    runtime = new LettuceRuntime(SETTINGS);
    cluster =
        LocalCluster.form(
            LocalCluster.Settings.of(RedisBinary.find(), 1, 0).withPassword("secret"));
  }

  @AfterAll
  static void stop() {
    runtime.close();
    cluster.close();
  }

  @Test
  void repliesAreTrees() {
    try (NodeConnections connections = new NodeConnections(runtime, GOOD)) {
      NodeConnection node = connections.to(first());

      assertThat(node.call("PING").text()).isEqualTo("PONG");
      assertThat(node.call("DBSIZE").number()).isZero();
      assertThat(node.call("GET", "nobody").isNil()).isTrue();
      assertThat(node.call("KEYS", "none*").items()).isEmpty();
      Reply slots = node.call("CLUSTER", "SLOTS").items().getFirst();
      assertThat(slots.items().get(1).number()).isEqualTo(16_383);
      assertThat(slots.items().get(2).items().get(2).text()).isEqualTo(cluster.node(0).id());
      Reply script = node.call("EVAL", "return {1,{},{'a',{2,{3}}},false,'z'}", "0");
      assertThat(script.items()).hasSize(5);
      assertThat(script.items().get(1).items()).isEmpty();
      assertThat(script.items().get(2).items().get(1).items().get(1).items().getFirst().number())
          .isEqualTo(3);
      assertThat(script.items().get(3).isNil()).isTrue();
      assertThat(script.items().get(4).text()).isEqualTo("z");
    }
  }

  @Test
  void aPipelineAnswersInOrderAndKeysAreBinary() {
    try (NodeConnections connections = new NodeConnections(runtime, GOOD)) {
      NodeConnection node = connections.to(first());
      byte[] key = {0, (byte) 0xff, '\r', '\n'};
      Request set = Request.of("SET").with(key).with("1");
      Request increment = Request.of("INCR").with(key);

      List<Reply> replies =
          node.callAll(List.of(set, increment, increment, Request.of("DEL").with(key)));

      assertThat(replies).extracting(Reply::toString).first().isEqualTo("Text[OK]");
      assertThat(replies.subList(1, 4)).extracting(Reply::number).containsExactly(2L, 3L, 1L);
    }
  }

  @Test
  void anErrorIsTypedAndTheConnectionGoesOn() {
    try (NodeConnections connections = new NodeConnections(runtime, GOOD)) {
      NodeConnection node = connections.to(first());

      assertThatThrownBy(() -> node.call("CLUSTER", "FORGET", "x"))
          .isInstanceOfSatisfying(
              ServerErrorException.class,
              e -> {
                assertThat(e.code()).isEqualTo("ERR");
                assertThat(e.address()).isEqualTo(first());
              })
          .hasMessageContaining(cluster.node(0).endpoint() + " answered CLUSTER FORGET with");
      assertThat(node.call("PING").text()).isEqualTo("PONG");
      assertThat(connections.to(first())).isSameAs(node);
    }
  }

  @Test
  void aWrongPasswordNamesTheNodeAndTheUser() {
    for (Credentials wrong :
        List.of(
            password("guess"),
            new Credentials(Optional.of("bob"), Optional.of("secret")),
            Credentials.NONE)) {
      try (NodeConnections connections = new NodeConnections(runtime, wrong)) {
        assertThatThrownBy(() -> connections.call(first(), "PING"))
            .isInstanceOf(RefusedException.class)
            .hasMessageContaining(cluster.node(0).endpoint())
            .hasMessageContaining("'" + wrong.username().orElse("default") + "'")
            .hasMessageContaining("the password for this cluster");
      }
    }
  }

  @Test
  void aMissingPermissionNamesTheCommandAndTheUser() {
    cluster.node(0).call("ACL", "SETUSER", "reader", "on", ">pw", "~*", "+info");
    Credentials reader = new Credentials(Optional.of("reader"), Optional.of("pw"));
    try (NodeConnections connections = new NodeConnections(runtime, reader)) {
      assertThat(connections.call(first(), "INFO", "server").text()).contains("redis_version");
      assertThatThrownBy(() -> connections.call(first(), "CLUSTER", "NODES"))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("does not permit CLUSTER NODES to user 'reader'")
          .hasMessageContaining("ACL");
    }
  }

  @Test
  void whoDoesNotListenIsUnreachable() {
    try (NodeConnections connections = new NodeConnections(runtime, GOOD)) {
      Address nobody = new Address(cluster.node(0).address(), 1);

      assertThatThrownBy(() -> connections.to(nobody))
          .isInstanceOf(UnreachableException.class)
          .hasMessageContaining(nobody.toString());
    }
  }

  @Test
  void aFrozenNodeTimesOutAndIsReachedAgainWhenItThaws() {
    ClusterNode other = cluster.addEmptyNode();
    try (NodeConnections connections = new NodeConnections(runtime, GOOD)) {
      Address address = new Address(other.address(), other.port());
      NodeConnection before = connections.to(address);
      other.freeze();
      assertThatThrownBy(() -> before.call("PING"))
          .isInstanceOf(UnreachableException.class)
          .hasMessageContaining("did not answer PING within 500 ms");
      other.thaw();

      assertThat(connections.call(address, "PING").text()).isEqualTo("PONG");
      assertThat(before.isOpen()).isFalse();
    } finally {
      other.close();
    }
  }

  @Test
  void aRestartedNodeIsReachedAgain() {
    ClusterNode other = cluster.addEmptyNode();
    try (NodeConnections connections = new NodeConnections(runtime, GOOD)) {
      Address address = new Address(other.address(), other.port());
      NodeConnection before = connections.to(address);
      other.kill();
      other.restart();

      assertThat(connections.call(address, "PING").text()).isEqualTo("PONG");
      assertThat(connections.to(address)).isNotSameAs(before);
    } finally {
      other.close();
    }
  }

  @Test
  void nothingIsOpenedAfterTheClose() {
    NodeConnections connections = new NodeConnections(runtime, GOOD);
    NodeConnection before = connections.to(first());
    NodeWire own = connections.wire(first());

    connections.close();

    assertThat(before.isOpen()).isFalse();
    assertThat(own.isOpen()).isFalse();
    for (ThrowingCallable use :
        List.<ThrowingCallable>of(
            () -> connections.to(first()),
            () -> connections.wire(first()),
            () -> connections.call(first(), "PING"))) {
      assertThatThrownBy(use)
          .isInstanceOf(UnreachableException.class)
          .hasMessageContaining(cluster.node(0).endpoint())
          .hasMessageContaining("closed");
    }
    connections.close();
  }

  private static Credentials password(String password) {
    return new Credentials(Optional.empty(), Optional.of(password));
  }

  private static Address first() {
    return new Address(cluster.node(0).address(), cluster.node(0).port());
  }
}
