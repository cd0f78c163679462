package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.Credentials;
import dev.slotwright.operation.MoveStatus;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys on both ends of an open slot: what is the same in them counts, not how it is stored. */
@ParameterizedClass
@MethodSource("dev.slotwright.world.redis.RedisBinary#tier")
class SameContentsTest {
  private static final int SLOT = 42;
  private static final String TAG = "{" + KeySlot.tagOf(SLOT) + "}:";
  private static final int MANY = 3_000;

  @Parameter RedisBinary server;

  private MoverWorld world;
  private ClusterNode source;
  private ClusterNode target;
  private NodeConnections connections;
  private Pair pair;

  /** Writes one key through a connection that is asking where it has to. */
  @FunctionalInterface
  private interface End {
    Object call(String... command);
  }

  @BeforeEach
  void open() {
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
            line(source),
            Set.of(world.id(0)),
            world.id(1),
            line(target),
            Set.of(world.id(1)));
  }

  @AfterEach
  void close() {
    pair.close();
    connections.close();
    world.close();
  }

  @Test
  void setsInWhateverOrder() {
    differInForm("set", end -> members(end, "SADD", up()), end -> members(end, "SADD", down()));
    differ("set", end -> end.call("SREM", TAG + "set", "member:7"), end -> {});
    differ(
        "set",
        end -> end.call("SADD", TAG + "set", "one"),
        end -> end.call("SADD", TAG + "set", "two"));
  }

  @Test
  void smallSetsInDifferentEncodings() {
    differInForm(
        "set",
        end -> end.call("SADD", TAG + "set", "1", "2", "3"),
        end -> {
          end.call("SADD", TAG + "set", "word", "3", "2", "1");
          end.call("SREM", TAG + "set", "word");
        });
  }

  @Test
  void hashesInWhateverOrder() {
    differInForm("hash", end -> fields(end, up()), end -> fields(end, down()));
    differ("hash", end -> end.call("HSET", TAG + "hash", "field:9", "other"), end -> {});
  }

  @Test
  void fieldsThatExpireAtAnotherTime() {
    Consumer<End> write = end -> end.call("HSET", TAG + "hash", "a", "1", "b", "2");
    equal("hash", write, write);
    if (Abilities.has(source, "hpexpire")) {
      Consumer<End> hour = end -> end.call("HPEXPIRE", TAG + "hash", "3600000", "FIELDS", "1", "a");
      differ("hash", hour, end -> {});
      equal("hash", end -> {}, hour);
    }
  }

  @Test
  void sortedSetsInWhateverOrder() {
    equal("zset", end -> scores(end, up()), end -> scores(end, down()));
    differ(
        "zset",
        end -> end.call("ZADD", TAG + "zset", "0.30000000000000004", "member:9"),
        end -> {});
  }

  @Test
  void smallSortedSetsInDifferentEncodings() {
    Consumer<End> few = end -> scores(end, up().subList(0, 50));
    differInForm(
        "zset",
        few,
        end -> {
          end.call("ZADD", TAG + "zset", "1", "long".repeat(100));
          few.accept(end);
          end.call("ZREM", TAG + "zset", "long".repeat(100));
        });
    differ("zset", end -> end.call("ZADD", TAG + "zset", "7", "member:0"), end -> {});
  }

  @Test
  void listsByPosition() {
    differInForm(
        "list",
        end -> up().forEach(i -> end.call("RPUSH", TAG + "list", "element " + i)),
        end -> down().forEach(i -> end.call("LPUSH", TAG + "list", "element " + i)));
    differ("list", end -> end.call("LSET", TAG + "list", "2321", "other"), end -> {});
  }

  @Test
  void strings() {
    Consumer<End> write = end -> end.call("SETRANGE", TAG + "text", "3000000", "x");
    equal("text", write, write);
    differ("text", end -> end.call("SETRANGE", TAG + "text", "2500000", "y"), end -> {});
  }

  @Test
  void streamsByEntriesAndLastId() {
    differInForm(
        "stream",
        end -> up().forEach(i -> entry(end, i)),
        end -> {
          end.call("XADD", TAG + "stream", "0-1", "gone", "soon");
          up().forEach(i -> entry(end, i));
          end.call("XDEL", TAG + "stream", "0-1");
        });
    differ("stream", end -> end.call("XDEL", TAG + "stream", "2000-0"), end -> {});
  }

  /** Their consumers and what is pending are in no answer that could be paged. */
  @Test
  void streamsWithGroupsOnlyByDump() {
    Consumer<End> write =
        end -> {
          entry(end, 0);
          end.call("XGROUP", "CREATE", TAG + "stream", "group", "0");
        };
    equal("stream", write, write);
    differ("stream", end -> end.call("XGROUP", "SETID", TAG + "stream", "group", "$"), end -> {});
  }

  @Test
  void anotherTypeOrTimeToLiveIsAnotherKey() {
    differ(
        "key",
        end -> end.call("SET", TAG + "key", "1"),
        end -> end.call("LPUSH", TAG + "key", "1"));
    on(source, end -> end.call("DEL", TAG + "key"));
    on(target, end -> end.call("DEL", TAG + "key"));
    differ(
        "key",
        end -> end.call("SET", TAG + "key", "1", "EX", "100"),
        end -> end.call("SET", TAG + "key", "1"));
    equal("key", end -> {}, end -> end.call("EXPIRE", TAG + "key", "101"));
  }

  @Test
  void aKeyThatIsGoneFromOneEndIsNeitherEqualNorDifferent() {
    on(source, end -> end.call("SET", TAG + "key", "1"));
    assertThatThrownBy(() -> new BothEnds(pair).equal(key("key"))).isInstanceOf(Unsettled.class);
  }

  @Test
  void whatMayNotBeReadIsNamedAndNotCalledDifferent() {
    differInForm("set", end -> members(end, "SADD", up()), end -> members(end, "SADD", down()));
    target.call("ACL", "SETUSER", "default", "-sismember");
    notComparable("set", "SISMEMBER");
  }

  @Test
  void copiesThatAreTheSameByteByByteAreEqualByDumpAlone() {
    Consumer<End> small = end -> end.call("SET", TAG + "small", "value");
    Consumer<End> large = end -> end.call("SETRANGE", TAG + "large", "300000", "x");
    world.cluster.nodes().forEach(node -> node.call("ACL", "SETUSER", "default", "-type"));
    equal("small", small, small);
    equal("large", large, large);
    on(target, end -> end.call("SETRANGE", TAG + "large", "200000", "y"));
    notComparable("large", "TYPE");
    source.call("ACL", "SETUSER", "default", "-dump");
    notComparable("small", "+dump");
  }

  /** As what is permitted was enough before contents were looked at. */
  @Test
  void aMoveReplacesTheSameCopiesByDumpAlone() {
    Consumer<End> write = end -> end.call("SET", TAG + "key", "value");
    on(source, write);
    on(target, write);
    world.cluster.nodes().forEach(node -> node.call("ACL", "SETUSER", "default", "-type"));
    source.call("CLUSTER", "SETSLOT", "42", "MIGRATING", target.id());
    world.start(world.move(0, 1, SlotSet.range(40, 45)));
    assertThat(world.await(Duration.ofSeconds(60))).isInstanceOf(MoveStatus.Done.class);
    ClusterInvariants.hold(world.cluster);
    assertThat(target.call("GET", TAG + "key")).isEqualTo("value");
  }

  /** As a failover of the source leaves it behind: the move goes on without anybody's help. */
  @Test
  void aMoveReplacesCopiesThatAreStoredInAnotherForm() {
    on(source, end -> members(end, "SADD", up()));
    on(target, end -> members(end, "SADD", down()));
    source.call("CLUSTER", "SETSLOT", "42", "MIGRATING", target.id());
    world.start(world.move(0, 1, SlotSet.range(40, 45)));
    assertThat(world.await(Duration.ofSeconds(60))).isInstanceOf(MoveStatus.Done.class);
    ClusterInvariants.hold(world.cluster);
    assertThat(target.call("SCARD", TAG + "set")).isEqualTo((long) MANY);
  }

  private void differInForm(String name, Consumer<End> here, Consumer<End> there) {
    on(source, here);
    on(target, there);
    Object one = dump(source, name);
    assertThat(one.equals(dump(target, name))).as("the same form").isFalse();
    assertThat(new BothEnds(pair).equal(key(name))).isTrue();
  }

  private void notComparable(String name, String what) {
    assertThatThrownBy(() -> new BothEnds(pair).equal(key(name)))
        .isInstanceOf(MoveFailure.class)
        .hasMessageContainingAll(TAG + name, "cannot be compared", what)
        .hasMessageNotContaining("different values");
  }

  private void equal(String name, Consumer<End> here, Consumer<End> there) {
    on(source, here);
    on(target, there);
    assertThat(new BothEnds(pair).equal(key(name))).isTrue();
  }

  private void differ(String name, Consumer<End> here, Consumer<End> there) {
    on(source, here);
    on(target, there);
    assertThat(new BothEnds(pair).equal(key(name))).isFalse();
  }

  private static Object dump(ClusterNode node, String name) {
    Object[] dump = new Object[1];
    on(node, end -> dump[0] = end.call("DUMP", TAG + name));
    return dump[0];
  }

  private static void on(ClusterNode node, Consumer<End> writes) {
    try (RedisConnection connection = node.connect()) {
      writes.accept(
          command -> {
            connection.call("ASKING");
            return connection.call(command);
          });
    }
  }

  private static void members(End end, String command, List<Integer> numbers) {
    numbers.forEach(i -> end.call(command, TAG + "set", "member:" + i));
  }

  private static void fields(End end, List<Integer> numbers) {
    numbers.forEach(i -> end.call("HSET", TAG + "hash", "field:" + i, "value " + i));
  }

  private static void scores(End end, List<Integer> numbers) {
    numbers.forEach(
        i -> end.call("ZADD", TAG + "zset", i == 0 ? "-inf" : i / 10.0 + "", "member:" + i));
  }

  private static void entry(End end, int number) {
    end.call("XADD", TAG + "stream", number + 1 + "-0", "number", Integer.toString(number));
  }

  private static List<Integer> up() {
    return new ArrayList<>(IntStream.range(0, MANY).boxed().toList());
  }

  private static List<Integer> down() {
    List<Integer> numbers = up();
    Collections.reverse(numbers);
    return numbers;
  }

  private static Key key(String name) {
    return new Key(SLOT, (TAG + name).getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private NodeLine line(ClusterNode node) {
    return new NodeLine(connections, new Address(node.address(), node.port()), LineWatch.NONE);
  }
}
