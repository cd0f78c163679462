package dev.slotwright.world.load;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Remembers, for every key that the load ever touched, which write was acknowledged last.
 *
 * <p>Values are derived from (ordinal, version), so an entry costs 13 bytes whatever it holds. A
 * write whose outcome is unknown sets its key aside: nothing is sent to it again, and the final
 * check accepts the state before and after that write.
 *
 * <p>Not thread-safe: the load's one thread writes it; others read after that thread has ended.
 */
public final class Ledger {
  private static final byte ABSENT = 0;
  private static final byte LIVE = 1;
  private static final byte DELETED = 2;
  private static final byte WRITE_UNKNOWN = 3;
  private static final byte DELETE_UNKNOWN = 4;
  private static final byte MAYBE_REPEATED = 5;

  private final KeySpace keys;
  private final Contents contents;
  private final Instant started;

  private int[] version = new int[1 << 12];
  private byte[] state = new byte[1 << 12];
  private int[] place = new int[1 << 12];
  private int[] live = new int[1 << 12];
  private int size;
  private int liveCount;
  private int liveKeys;
  private int setAside;
  private long bytes;

  /** {@code started} bounds how much of its time to live a key may have used up. */
  Ledger(long seed, Instant started) {
    this.keys = new KeySpace(seed);
    this.contents = new Contents(keys);
    this.started = started;
  }

  KeySpace keys() {
    return keys;
  }

  Contents contents() {
    return contents;
  }

  Instant started() {
    return started;
  }

  /** Entries ever made, deleted ones included; their ordinals are 0 to size - 1. */
  int size() {
    return size;
  }

  /** Redis keys that are known to exist. */
  public int liveKeys() {
    return liveKeys;
  }

  /** Their memory as the server would account it, estimated. */
  public long bytes() {
    return bytes;
  }

  /** Entries whose state is one of several because the outcome of a write is unknown. */
  public int setAside() {
    return setAside;
  }

  int version(int ordinal) {
    return version[ordinal];
  }

  /** Makes an entry that holds nothing yet. */
  int newEntry() {
    if (size == version.length) {
      version = Arrays.copyOf(version, 2 * size);
      state = Arrays.copyOf(state, 2 * size);
      place = Arrays.copyOf(place, 2 * size);
      live = Arrays.copyOf(live, 2 * size);
    }
    return size++;
  }

  /** Entries that exist and are open to operations. */
  int liveEntries() {
    return liveCount;
  }

  /** One of them; {@code index} from 0 to liveEntries - 1. */
  int liveEntry(int index) {
    return live[index];
  }

  boolean isLive(int ordinal) {
    return state[ordinal] == LIVE;
  }

  /** A write was acknowledged. */
  void written(int ordinal) {
    int before = version[ordinal]++;
    bytes += keys.bytes(ordinal, before + 1) - keys.bytes(ordinal, before);
    if (state[ordinal] == ABSENT) {
      state[ordinal] = LIVE;
      liveKeys += keys.kind(ordinal).redisKeys();
      place[ordinal] = liveCount;
      live[liveCount++] = ordinal;
    }
  }

  /** A write was acknowledged, but the client may have sent it twice: sets the key aside. */
  void maybeRepeated(int ordinal) {
    written(ordinal);
    retire(ordinal, MAYBE_REPEATED);
    setAside++;
  }

  /** A deletion was acknowledged: the key must never be seen again. */
  void deleted(int ordinal) {
    retire(ordinal, DELETED);
    liveKeys -= keys.kind(ordinal).redisKeys();
    bytes -= keys.bytes(ordinal, version[ordinal]);
  }

  /** A write or deletion got no answer: sets the key aside, either outcome is right. */
  void unknown(int ordinal, boolean deletion) {
    retire(ordinal, deletion ? DELETE_UNKNOWN : WRITE_UNKNOWN);
    setAside++;
  }

  private void retire(int ordinal, byte newState) {
    if (state[ordinal] == LIVE) {
      int last = live[--liveCount];
      live[place[ordinal]] = last;
      place[last] = place[ordinal];
    }
    state[ordinal] = newState;
  }

  /** Must the entry's keys exist? False when they may or must be absent. */
  boolean mustExist(int ordinal) {
    return version[ordinal] > 0 && state[ordinal] != DELETED && state[ordinal] != DELETE_UNKNOWN;
  }

  /** Every state of the entry that agrees with what was acknowledged, the likeliest first. */
  List<List<byte[]>> acceptable(int ordinal) {
    int acknowledged = version[ordinal];
    List<List<byte[]>> states = new ArrayList<>(3);
    if (state[ordinal] != DELETED) {
      states.add(contents.after(ordinal, acknowledged));
    }
    switch (state[ordinal]) {
      case DELETED, DELETE_UNKNOWN -> states.add(List.of());
      case WRITE_UNKNOWN -> {
        states.add(contents.after(ordinal, acknowledged + 1));
        states.add(contents.afterRepeated(ordinal, acknowledged + 1));
      }
      case MAYBE_REPEATED -> states.add(contents.afterRepeated(ordinal, acknowledged));
      default -> {
        return states;
      }
    }
    return states;
  }
}
