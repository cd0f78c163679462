package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slotwright.cluster.Address;
import dev.slotwright.control.Credentials;
import dev.slotwright.redis.NodeConnections;
import dev.slotwright.redis.RedisSettings;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.RedisBinary;
import dev.slotwright.world.redis.RedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Two masters, the second of which imports a slot of the first: each may hold a copy of a key. */
final class TwoCopies implements AutoCloseable {
  static final int SLOT = 42;
  static final String TAG = "{" + KeySlot.tagOf(SLOT) + "}:";
  static final int MANY = 3_000;

  final MoverWorld world;
  final ClusterNode source;
  final ClusterNode target;
  final Pair pair;

  private final NodeConnections connections;

  /** Writes one key through a connection that is asking where it has to. */
  @FunctionalInterface
  interface End {
    Object call(String... command);
  }

  TwoCopies(RedisBinary server) {
    world = MoverWorld.of(MoverWorld.on(server, 3, 0).withNodeTimeout(Duration.ofSeconds(5)));
    source = world.cluster.node(0);
    target = world.cluster.node(1);
    target.call("CLUSTER", "SETSLOT", "42", "IMPORTING", source.id());
    connections =
        new NodeConnections(
            RedisSettings.defaults(), new Credentials(Optional.empty(), Optional.empty()));
    pair =
        new Pair(
            world.id(0),
            line(connections, source),
            Set.of(world.id(0)),
            world.id(1),
            line(connections, target),
            Set.of(world.id(1)));
  }

  void differInForm(String name, Consumer<End> here, Consumer<End> there) {
    on(source, here);
    on(target, there);
    Object one = dump(source, name);
    assertThat(one.equals(dump(target, name))).as("the same form").isFalse();
    assertThat(new BothEnds(pair).equal(key(name))).isTrue();
  }

  void notComparable(String name, String what) {
    assertThatThrownBy(() -> new BothEnds(pair).equal(key(name)))
        .isInstanceOf(MoveFailure.class)
        .hasMessageContainingAll(TAG + name, "cannot be compared", what)
        .hasMessageNotContaining("different values");
  }

  void equal(String name, Consumer<End> here, Consumer<End> there) {
    on(source, here);
    on(target, there);
    assertThat(new BothEnds(pair).equal(key(name))).isTrue();
  }

  void differ(String name, Consumer<End> here, Consumer<End> there) {
    on(source, here);
    on(target, there);
    assertThat(new BothEnds(pair).equal(key(name))).isFalse();
  }

  private static Object dump(ClusterNode node, String name) {
    Object[] dump = new Object[1];
    on(node, end -> dump[0] = end.call("DUMP", TAG + name));
    return dump[0];
  }

  static void on(ClusterNode node, Consumer<End> writes) {
    try (RedisConnection connection = node.connect()) {
      writes.accept(
          command -> {
            connection.call("ASKING");
            return connection.call(command);
          });
    }
  }

  static void members(End end, String command, List<Integer> numbers) {
    numbers.forEach(i -> end.call(command, TAG + "set", "member:" + i));
  }

  static List<Integer> up() {
    return new ArrayList<>(IntStream.range(0, MANY).boxed().toList());
  }

  static List<Integer> down() {
    List<Integer> numbers = up();
    Collections.reverse(numbers);
    return numbers;
  }

  static Key key(String name) {
    return new Key(SLOT, (TAG + name).getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static NodeLine line(NodeConnections connections, ClusterNode node) {
    return new NodeLine(connections, new Address(node.address(), node.port()), LineWatch.NONE);
  }

  @Override
  public void close() {
    pair.close();
    connections.close();
    world.close();
  }
}
