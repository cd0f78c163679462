package dev.slotwright.world.load;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Everything about a key that follows from the seed and the key's ordinal alone: its kind, its
 * name, the size of its values and its time to live. Nothing of it has to be remembered.
 */
final class KeySpace {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final Duration SHORTEST_TTL = Duration.ofHours(6);

  /**
   * Dictionary entry and bucket, slot index, object header and key as a 64-bit Redis 7.0 accounts
   * them.
   */
  private static final int BYTES_PER_KEY = 124;

  private static final int BYTES_PER_EXPIRY = 48;
  private static final int BYTES_PER_STREAM = 700;

  private final long seed;

  KeySpace(long seed) {
    this.seed = seed;
  }

  KeyKind kind(int ordinal) {
    return KeyKind.of(hash(ordinal, 1));
  }

  /** The Redis keys of a ledger entry: three with one hash tag for a group, else one. */
  byte[][] names(int ordinal) {
    KeyKind kind = kind(ordinal);
    if (kind != KeyKind.GROUP) {
      return new byte[][] {name(kind, ordinal, "")};
    }
    return new byte[][] {
      name(kind, ordinal, "}:a"), name(kind, ordinal, "}:b"), name(kind, ordinal, "}:c")
    };
  }

  /** The entry that a Redis key belongs to; empty when the load would never write such a key. */
  OptionalInt ordinalOf(byte[] redisKey) {
    String text = new String(redisKey, StandardCharsets.US_ASCII);
    int digits = text.indexOf(':') + 1;
    int end = digits;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    if (end == digits || end - digits > 9) {
      return OptionalInt.empty();
    }
    int ordinal = Integer.parseInt(text.substring(digits, end));
    return memberOf(ordinal, redisKey) < 0 ? OptionalInt.empty() : OptionalInt.of(ordinal);
  }

  /** Which of the entry's Redis keys this is, from 0; -1 when it is none of them. */
  int memberOf(int ordinal, byte[] redisKey) {
    byte[][] names = names(ordinal);
    for (int i = 0; i < names.length; i++) {
      if (Arrays.equals(names[i], redisKey)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Length of a string value in bytes, from 50 to 2,048 with many small and few large ones, about
   * 550 on average; of an element in a list, hash, sorted set or stream, 20 to 79.
   */
  int valueLength(int ordinal) {
    long hash = hash(ordinal, 2);
    int spread = (int) (hash >>> 33);
    return switch (kind(ordinal)) {
      case STRING, EXPIRING, GROUP -> {
        int percent = (int) Long.remainderUnsigned(hash, 100);
        yield percent < 50
            ? 50 + spread % 200
            : percent < 85 ? 250 + spread % 850 : 1100 + spread % 949;
      }
      case COUNTER, LIST, HASH, SORTED_SET, STREAM -> 20 + spread % 60;
    };
  }

  /** Time to live that each write of an expiring key sets: 6 to 12 hours. */
  Duration timeToLive(int ordinal) {
    return SHORTEST_TTL.plusSeconds((hash(ordinal, 3) >>> 33) % SHORTEST_TTL.toSeconds());
  }

  /** Memory of an entry as the server would account it, estimated; 0 for version 0 (absent). */
  long bytes(int ordinal, int version) {
    if (version == 0) {
      return 0;
    }
    long length = valueLength(ordinal);
    long string = BYTES_PER_KEY + length + length / 10;
    return switch (kind(ordinal)) {
      case STRING -> string;
      case EXPIRING -> string + BYTES_PER_EXPIRY;
      case GROUP -> 3 * string;
      case COUNTER -> BYTES_PER_KEY - 28;
      case LIST -> BYTES_PER_KEY + 56 + version * (length + 3);
      case HASH, SORTED_SET ->
          BYTES_PER_KEY + 24 + Math.min(version, Contents.FIELDS) * (length + 8);
      case STREAM -> BYTES_PER_KEY + BYTES_PER_STREAM + version * (length + 8);
    };
  }

  /** A well mixed number of seed, ordinal and a salt (SplitMix64's finaliser). */
  long hash(int ordinal, long salt) {
    return mixed(mixed(seed + GOLDEN_GAMMA * (ordinal + 1L)) + GOLDEN_GAMMA * salt);
  }

  private static long mixed(long number) {
    long z = (number ^ (number >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private static byte[] name(KeyKind kind, int ordinal, String suffix) {
    byte[] prefix = kind.prefix();
    byte[] rest = (ordinal + suffix).getBytes(StandardCharsets.US_ASCII);
    byte[] name = Arrays.copyOf(prefix, prefix.length + rest.length);
    System.arraycopy(rest, 0, name, prefix.length, rest.length);
    return name;
  }
}
