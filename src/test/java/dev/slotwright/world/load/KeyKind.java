package dev.slotwright.world.load;

import java.nio.charset.StandardCharsets;

/** The kinds of keys that the load writes, each with its share of all keys in per cent. */
enum KeyKind {
  STRING("string:", 60),
  /** A string with a time to live that is far longer than any run. */
  EXPIRING("expiring:", 8),
  /** Three strings under one hash tag, always written together by MSET and read by MGET. */
  GROUP("{group:", 10),
  COUNTER("counter:", 6),
  LIST("list:", 5),
  HASH("hash:", 5),
  SORTED_SET("sorted-set:", 4),
  STREAM("stream:", 2);

  private static final KeyKind[] BY_PERCENT = byPercent();

  private final byte[] prefix;
  private final int percent;

  KeyKind(String prefix, int percent) {
    this.prefix = prefix.getBytes(StandardCharsets.US_ASCII);
    this.percent = percent;
  }

  /** Picks a kind by its share. {@code hash} may be any number. */
  static KeyKind of(long hash) {
    return BY_PERCENT[(int) Long.remainderUnsigned(hash, BY_PERCENT.length)];
  }

  byte[] prefix() {
    return prefix;
  }

  /** How many Redis keys one ledger entry of this kind stands for. */
  int redisKeys() {
    return this == GROUP ? 3 : 1;
  }

  /** Would a second execution of the same write, as after a reconnect, leave a different value? */
  boolean countsExecutions() {
    return this == COUNTER || this == LIST || this == STREAM;
  }

  /** Lists and streams grow with every write; past this many entries they are only read. */
  boolean full(int version) {
    return (this == LIST || this == STREAM) && version >= Contents.MAX_ENTRIES;
  }

  private static KeyKind[] byPercent() {
    KeyKind[] table = new KeyKind[100];
    int next = 0;
    for (KeyKind kind : values()) {
      for (int i = 0; i < kind.percent; i++) {
        table[next++] = kind;
      }
    }
    return table;
  }
}
