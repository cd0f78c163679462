package dev.slotwright.bench.mover;

import io.lettuce.core.cluster.SlotHash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What lies in the cluster before a move. Key i has the same name, slot and value in every run: the
 * seed is fixed. The first half of a value is random bytes, which do not compress, the second half
 * is one repeated letter, which does.
 *
 * @param name on the command line and in tables
 * @param keys plain strings
 * @param valueBytes of each plain string
 * @param oneSlot whether all plain strings are in {@link #HOT_SLOT}; else random over all slots
 * @param bigKeys keys of {@link #BIG_BYTES}, by turns a string and a hash of 1 KiB fields, all of
 *     them in slots that move
 */
record Shape(String name, int keys, int valueBytes, boolean oneSlot, int bigKeys) {
  static final long SEED = 20_260_101;
  static final int BIG_BYTES = 20 << 20;
  static final int FIELD_BYTES = 1024;

  /** Early among the slots of the first master, so that everybody moves it. */
  static final int HOT_SLOT = 100;

  private static final int SLOTS = 16_384;
  private static final byte[] NOISE = noise();

  static List<Shape> all() {
    return List.of(
        new Shape("sparse", 300_000, 100, false, 0),
        new Shape("dense", 2_000_000, 100, false, 0),
        new Shape("1kb", 300_000, 1024, false, 0),
        new Shape("10kb", 60_000, 10 * 1024, false, 0),
        new Shape("one-slot", 200_000, 100, true, 0),
        new Shape("big-mix", 100_000, 1024, false, 10),
        new Shape("empty", 0, 0, false, 0));
  }

  /**
   * @throws IllegalArgumentException naming the shapes there are
   */
  static List<Shape> named(String name) {
    List<Shape> found =
        all().stream().filter(s -> name.equals("all") || s.name().equals(name)).toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "no shape " + name + "; there are: all, " + all().stream().map(Shape::name).toList());
    }
    return found;
  }

  Shape scaled(double factor) {
    return new Shape(name, (int) Math.round(keys * factor), valueBytes, oneSlot, bigKeys);
  }

  String description() {
    return keys == 0
        ? "16,384 empty slots"
        : "%,d keys of %,d B%s%s"
            .formatted(
                keys,
                valueBytes,
                oneSlot ? ", all in slot " + HOT_SLOT : "",
                bigKeys == 0 ? "" : " and %d keys of 20 MiB".formatted(bigKeys));
  }

  /** Name of the plain string i; 20 bytes where keys are spread. */
  byte[] key(int i) {
    String text =
        oneSlot
            ? "{" + Tag.OF_HOT_SLOT + "}:" + i
            : "key:" + Long.toHexString(mix(SEED + i) | 1L << 63);
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  int slot(int i) {
    return oneSlot ? HOT_SLOT : SlotHash.getSlot(key(i));
  }

  byte[] value(int i) {
    return value(i, valueBytes);
  }

  /** Of any length; half of it compresses. */
  static byte[] value(int i, int bytes) {
    byte[] value = new byte[bytes];
    Arrays.fill(value, (byte) 'v');
    for (int at = 0; at < bytes / 2; ) {
      int length = Math.min(bytes / 2 - at, NOISE.length / 2);
      int from = (int) Long.remainderUnsigned(mix(SEED ^ i + at * 31L), NOISE.length / 2);
      System.arraycopy(NOISE, from, value, at, length);
      at += length;
    }
    return value;
  }

  /** Bytes of the name and value of the plain string i. */
  long payload(int i) {
    return key(i).length + valueBytes;
  }

  byte[] bigKey(int big, int slot) {
    return ("{" + Tag.of(slot) + "}:big:" + big).getBytes(StandardCharsets.US_ASCII);
  }

  static boolean isHash(int big) {
    return big % 2 == 1;
  }

  /** A hash tag for a slot. */
  private static final class Tag {
    static final String OF_HOT_SLOT = of(HOT_SLOT);

    static String of(int slot) {
      return IntStream.iterate(0, i -> i + 1)
          .mapToObj(Integer::toString)
          .filter(tag -> SlotHash.getSlot(tag) == slot % SLOTS)
          .findFirst()
          .orElseThrow();
    }
  }

  private static byte[] noise() {
    byte[] noise = new byte[1 << 20];
    new Random(SEED).nextBytes(noise);
    return noise;
  }

  private static long mix(long z) {
    z = (z + 0x9e3779b97f4a7c15L) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }
}
