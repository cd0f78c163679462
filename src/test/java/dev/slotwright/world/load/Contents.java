package dev.slotwright.world.load;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a key holds after its n-th write, derived and never stored.
 *
 * <p>Contents are a list of byte strings in a fixed order: a string is one; a group three; a list
 * its elements; a hash its fields and values in turn, ordered by field; a sorted set its members
 * and scores, ordered by score; a stream its entries' payloads. An absent key is the empty list.
 */
final class Contents {
  /** Lists and streams stop growing here. */
  static final int MAX_ENTRIES = 64;

  /** Hashes and sorted sets have this many fields, written round and round. */
  static final int FIELDS = 12;

  private final KeySpace keys;

  Contents(KeySpace keys) {
    this.keys = keys;
  }

  /** The contents after {@code version} writes; none after 0. */
  List<byte[]> after(int ordinal, int version) {
    if (version == 0) {
      return List.of();
    }
    return switch (keys.kind(ordinal)) {
      case STRING, EXPIRING -> List.of(value(ordinal, version, 0));
      case GROUP ->
          List.of(
              value(ordinal, version, 0), value(ordinal, version, 1), value(ordinal, version, 2));
      case COUNTER -> List.of(ascii(version));
      case LIST, STREAM -> entries(ordinal, version);
      case HASH -> fields(ordinal, version);
      case SORTED_SET -> scores(ordinal, version);
    };
  }

  /** The contents after {@code version} writes of which the server executed the last one twice. */
  List<byte[]> afterRepeated(int ordinal, int version) {
    return switch (keys.kind(ordinal)) {
      case COUNTER -> List.of(ascii(version + 1));
      case LIST, STREAM -> {
        List<byte[]> entries = entries(ordinal, version);
        entries.add(value(ordinal, version, 0));
        yield entries;
      }
      case STRING, EXPIRING, GROUP, HASH, SORTED_SET -> after(ordinal, version);
    };
  }

  /** The bytes that write number {@code version} puts; members of a group differ. */
  byte[] value(int ordinal, int version, int member) {
    byte[] value = new byte[keys.valueLength(ordinal)];
    long word = 0;
    for (int i = 0; i < value.length; i++) {
      if ((i & 7) == 0) {
        word = keys.hash(ordinal, ((long) version << 32) ^ ((long) member << 28) ^ (i + 16));
      }
      value[i] = (byte) ('0' + (word & 63));
      word >>>= 8;
    }
    byte[] label = ascii(ordinal + "." + version + " ");
    System.arraycopy(label, 0, value, 0, Math.min(label.length, value.length));
    return value;
  }

  /** The hash field that write number {@code version} sets. */
  static byte[] field(int version) {
    return ascii("f" + version % FIELDS);
  }

  /** The member whose score write number {@code version} sets. */
  byte[] member(int ordinal, int version) {
    return value(ordinal, version % FIELDS, 0);
  }

  static byte[] ascii(Object text) {
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  static boolean same(List<byte[]> one, List<byte[]> other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      if (!Arrays.equals(one.get(i), other.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Fields and values in turn, ordered by field: a server returns them in any order. */
  static List<byte[]> flat(SortedMap<byte[], byte[]> fields) {
    List<byte[]> flat = new ArrayList<>(2 * fields.size());
    fields.forEach(
        (field, value) -> {
          flat.add(field);
          flat.add(value);
        });
    return flat;
  }

  /** Short enough for a message: how many parts, and how the last one begins. */
  static String describe(List<byte[]> contents) {
    if (contents.isEmpty()) {
      return "absent";
    }
    byte[] last = contents.getLast();
    String text = last == null ? "nil" : new String(last, StandardCharsets.ISO_8859_1);
    String shown = text.length() > 32 ? text.substring(0, 32) + "…" : text;
    return "%d part(s), last of %d bytes: %s".formatted(contents.size(), text.length(), shown);
  }

  private List<byte[]> entries(int ordinal, int version) {
    List<byte[]> entries = new ArrayList<>(version + 1);
    for (int v = 1; v <= version; v++) {
      entries.add(value(ordinal, v, 0));
    }
    return entries;
  }

  private List<byte[]> fields(int ordinal, int version) {
    SortedMap<byte[], byte[]> fields = new TreeMap<>(Arrays::compare);
    for (int v = oldest(version); v <= version; v++) {
      fields.put(field(v), value(ordinal, v, 0));
    }
    return flat(fields);
  }

  private List<byte[]> scores(int ordinal, int version) {
    List<byte[]> scores = new ArrayList<>(2 * FIELDS);
    for (int v = oldest(version); v <= version; v++) {
      scores.add(member(ordinal, v));
      scores.add(ascii(v));
    }
    return scores;
  }

  private static int oldest(int version) {
    return Math.max(1, version - FIELDS + 1);
  }
}
