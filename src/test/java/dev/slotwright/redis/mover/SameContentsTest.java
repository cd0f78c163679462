package dev.slotwright.redis.mover;

import static dev.slotwright.redis.mover.TwoCopies.TAG;
import static dev.slotwright.redis.mover.TwoCopies.down;
import static dev.slotwright.redis.mover.TwoCopies.key;
import static dev.slotwright.redis.mover.TwoCopies.members;
import static dev.slotwright.redis.mover.TwoCopies.on;
import static dev.slotwright.redis.mover.TwoCopies.up;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slotwright.redis.mover.TwoCopies.End;
import dev.slotwright.world.redis.RedisBinary;
import java.util.List;
import java.util.function.Consumer;
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
  void setsInWhateverOrder() {
    copies.differInForm(
        "set", end -> members(end, "SADD", up()), end -> members(end, "SADD", down()));
    copies.differ("set", end -> end.call("SREM", TAG + "set", "member:7"), end -> {});
    copies.differ(
        "set",
        end -> end.call("SADD", TAG + "set", "one"),
        end -> end.call("SADD", TAG + "set", "two"));
  }

  @Test
  void smallSetsInDifferentEncodings() {
    copies.differInForm(
        "set",
        end -> end.call("SADD", TAG + "set", "1", "2", "3"),
        end -> {
          end.call("SADD", TAG + "set", "word", "3", "2", "1");
          end.call("SREM", TAG + "set", "word");
        });
  }

  @Test
  void hashesInWhateverOrder() {
    copies.differInForm("hash", end -> fields(end, up()), end -> fields(end, down()));
    copies.differ("hash", end -> end.call("HSET", TAG + "hash", "field:9", "other"), end -> {});
  }

  @Test
  void fieldsThatExpireAtAnotherTime() {
    Consumer<End> write = end -> end.call("HSET", TAG + "hash", "a", "1", "b", "2");
    copies.equal("hash", write, write);
    if (Abilities.has(copies.source, "hpexpire")) {
      Consumer<End> hour = end -> end.call("HPEXPIRE", TAG + "hash", "3600000", "FIELDS", "1", "a");
      copies.differ("hash", hour, end -> {});
      copies.equal("hash", end -> {}, hour);
    }
  }

  @Test
  void sortedSetsInWhateverOrder() {
    copies.equal("zset", end -> scores(end, up()), end -> scores(end, down()));
    copies.differ(
        "zset",
        end -> end.call("ZADD", TAG + "zset", "0.30000000000000004", "member:9"),
        end -> {});
  }

  @Test
  void smallSortedSetsInDifferentEncodings() {
    Consumer<End> few = end -> scores(end, up().subList(0, 50));
    copies.differInForm(
        "zset",
        few,
        end -> {
          end.call("ZADD", TAG + "zset", "1", "long".repeat(100));
          few.accept(end);
          end.call("ZREM", TAG + "zset", "long".repeat(100));
        });
    copies.differ("zset", end -> end.call("ZADD", TAG + "zset", "7", "member:0"), end -> {});
  }

  @Test
  void listsByPosition() {
    copies.differInForm(
        "list",
        end -> up().forEach(i -> end.call("RPUSH", TAG + "list", "element " + i)),
        end -> down().forEach(i -> end.call("LPUSH", TAG + "list", "element " + i)));
    copies.differ("list", end -> end.call("LSET", TAG + "list", "2321", "other"), end -> {});
  }

  @Test
  void strings() {
    Consumer<End> write = end -> end.call("SETRANGE", TAG + "text", "3000000", "x");
    copies.equal("text", write, write);
    copies.differ("text", end -> end.call("SETRANGE", TAG + "text", "2500000", "y"), end -> {});
  }

  @Test
  void streamsByEntriesAndLastId() {
    copies.differInForm(
        "stream",
        end -> up().forEach(i -> entry(end, i)),
        end -> {
          end.call("XADD", TAG + "stream", "0-1", "gone", "soon");
          up().forEach(i -> entry(end, i));
          end.call("XDEL", TAG + "stream", "0-1");
        });
    copies.differ("stream", end -> end.call("XDEL", TAG + "stream", "2000-0"), end -> {});
  }

  /** Their consumers and what is pending are in no answer that could be paged. */
  @Test
  void streamsWithGroupsOnlyByDump() {
    Consumer<End> write =
        end -> {
          entry(end, 0);
          end.call("XGROUP", "CREATE", TAG + "stream", "group", "0");
        };
    copies.equal("stream", write, write);
    copies.differ(
        "stream", end -> end.call("XGROUP", "SETID", TAG + "stream", "group", "$"), end -> {});
  }

  @Test
  void anotherTypeOrTimeToLiveIsAnotherKey() {
    copies.differ(
        "key",
        end -> end.call("SET", TAG + "key", "1"),
        end -> end.call("LPUSH", TAG + "key", "1"));
    on(copies.source, end -> end.call("DEL", TAG + "key"));
    on(copies.target, end -> end.call("DEL", TAG + "key"));
    copies.differ(
        "key",
        end -> end.call("SET", TAG + "key", "1", "EX", "100"),
        end -> end.call("SET", TAG + "key", "1"));
    copies.equal("key", end -> {}, end -> end.call("EXPIRE", TAG + "key", "101"));
  }

  @Test
  void aKeyThatIsGoneFromOneEndIsNeitherEqualNorDifferent() {
    on(copies.source, end -> end.call("SET", TAG + "key", "1"));
    assertThatThrownBy(() -> new BothEnds(copies.pair).equal(key("key")))
        .isInstanceOf(Unsettled.class);
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
}
