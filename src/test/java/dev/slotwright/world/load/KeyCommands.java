package dev.slotwright.world.load;

import io.lettuce.core.KeyValue;
import io.lettuce.core.Range;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.SetArgs;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** The commands of each kind of key: how its n-th write is sent and how it is read back whole. */
final class KeyCommands {
  private static final byte[] STREAM_FIELD = Contents.ascii("data");

  private final RedisAdvancedClusterAsyncCommands<byte[], byte[]> redis;
  private final KeySpace keys;
  private final Contents contents;

  KeyCommands(RedisAdvancedClusterAsyncCommands<byte[], byte[]> redis, Ledger ledger) {
    this.redis = redis;
    this.keys = ledger.keys();
    this.contents = ledger.contents();
  }

  /** Sends write number {@code version} of an entry. */
  CompletionStage<?> write(int ordinal, int version) {
    byte[][] names = keys.names(ordinal);
    byte[] name = names[0];
    return switch (keys.kind(ordinal)) {
      case STRING -> redis.set(name, contents.value(ordinal, version, 0));
      case EXPIRING ->
          redis.set(
              name,
              contents.value(ordinal, version, 0),
              SetArgs.Builder.ex(keys.timeToLive(ordinal)));
      case GROUP -> redis.mset(group(names, ordinal, version));
      case COUNTER -> redis.incr(name);
      case LIST -> redis.rpush(name, contents.value(ordinal, version, 0));
      case HASH -> redis.hset(name, Contents.field(version), contents.value(ordinal, version, 0));
      case SORTED_SET -> redis.zadd(name, version, contents.member(ordinal, version));
      case STREAM -> redis.xadd(name, Map.of(STREAM_FIELD, contents.value(ordinal, version, 0)));
    };
  }

  /** What the server must answer to that write; null when its answer says nothing of the key. */
  Long answerTo(int ordinal, int version) {
    return switch (keys.kind(ordinal)) {
      case COUNTER, LIST -> (long) version;
      case HASH, SORTED_SET -> version <= Contents.FIELDS ? 1L : 0L;
      case STRING, EXPIRING, GROUP, STREAM -> null;
    };
  }

  /** Reads an entry whole, as {@link Contents} describes it. */
  CompletionStage<List<byte[]>> read(int ordinal) {
    byte[][] names = keys.names(ordinal);
    byte[] name = names[0];
    return switch (keys.kind(ordinal)) {
      case STRING, EXPIRING, COUNTER -> redis.get(name).thenApply(KeyCommands::ofNullable);
      case GROUP -> redis.mget(names).thenApply(KeyCommands::ofGroup);
      case LIST -> redis.lrange(name, 0, -1).thenApply(list -> list);
      case HASH -> redis.hgetall(name).thenApply(KeyCommands::ofHash);
      case SORTED_SET -> redis.zrangeWithScores(name, 0, -1).thenApply(KeyCommands::ofScores);
      case STREAM -> redis.xrange(name, Range.unbounded()).thenApply(KeyCommands::ofStream);
    };
  }

  CompletionStage<Long> delete(int ordinal) {
    return redis.unlink(keys.names(ordinal));
  }

  /** Milliseconds; -1 for a key without a time to live, -2 for one that is absent. */
  CompletionStage<Long> timeToLive(byte[] redisKey) {
    return redis.pttl(redisKey);
  }

  private Map<byte[], byte[]> group(byte[][] names, int ordinal, int version) {
    Map<byte[], byte[]> values = new LinkedHashMap<>();
    for (int member = 0; member < names.length; member++) {
      values.put(names[member], contents.value(ordinal, version, member));
    }
    return values;
  }

  private static List<byte[]> ofNullable(byte[] value) {
    return value == null ? List.of() : List.of(value);
  }

  /** All members, null for an absent one; the empty list when all are absent. */
  private static List<byte[]> ofGroup(List<KeyValue<byte[], byte[]>> values) {
    List<byte[]> group = new ArrayList<>(values.size());
    boolean any = false;
    for (KeyValue<byte[], byte[]> value : values) {
      group.add(value.getValueOrElse(null));
      any |= value.hasValue();
    }
    return any ? group : List.of();
  }

  private static List<byte[]> ofHash(Map<byte[], byte[]> hash) {
    SortedMap<byte[], byte[]> sorted = new TreeMap<>(Arrays::compare);
    sorted.putAll(hash);
    return Contents.flat(sorted);
  }

  private static List<byte[]> ofScores(List<ScoredValue<byte[]>> members) {
    List<byte[]> scores = new ArrayList<>(2 * members.size());
    for (ScoredValue<byte[]> member : members) {
      scores.add(member.getValue());
      scores.add(Contents.ascii((long) member.getScore()));
    }
    return scores;
  }

  private static List<byte[]> ofStream(List<StreamMessage<byte[], byte[]>> entries) {
    List<byte[]> payloads = new ArrayList<>(entries.size());
    for (StreamMessage<byte[], byte[]> entry : entries) {
      payloads.addAll(entry.getBody().values());
    }
    return payloads;
  }
}
