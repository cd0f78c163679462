package dev.slotwright.world.load;

import io.lettuce.core.cluster.SlotHash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Collects what the final comparison finds; filled by several threads. */
final class Findings {
  private static final int KEPT_EXAMPLES = 20;

  private final Map<String, Long> keysByMaster = new TreeMap<>();
  private final List<Mismatch> examples = new ArrayList<>();
  private long verified;
  private long deletedVerified;
  private long lost;
  private long wrong;
  private long duplicated;
  private long misplaced;

  synchronized void verified(int redisKeys) {
    verified += redisKeys;
  }

  synchronized void stayedDeleted(int redisKeys) {
    deletedVerified += redisKeys;
  }

  synchronized void lost(byte[] key, String expected) {
    lost++;
    example(key, expected, "absent");
  }

  synchronized void wrong(byte[] key, String expected, String got) {
    wrong++;
    example(key, expected, got);
  }

  synchronized void duplicated(byte[] key, String got) {
    duplicated++;
    example(key, "on one master", got);
  }

  synchronized void misplaced(byte[] key, String master) {
    misplaced++;
    example(key, "only on the owner of its slot", "on " + master);
  }

  /** Keys that a master holds and does not show; without effect when there are none. */
  synchronized void hidden(String master, long keys) {
    if (keys > 0) {
      misplaced += keys;
      keep(new Mismatch("(not shown)", -1, "no hidden keys", keys + " on " + master));
    }
  }

  synchronized void scanned(String master, long keys) {
    keysByMaster.put(master, keys);
  }

  synchronized VerificationResult result() {
    return new VerificationResult(
        verified,
        deletedVerified,
        lost,
        wrong,
        duplicated,
        misplaced,
        Map.copyOf(keysByMaster),
        List.copyOf(examples));
  }

  private void example(byte[] key, String expected, String got) {
    String name = new String(key, StandardCharsets.ISO_8859_1);
    keep(new Mismatch(name, SlotHash.getSlot(key), expected, got));
  }

  private void keep(Mismatch example) {
    if (examples.size() < KEPT_EXAMPLES) {
      examples.add(example);
    }
  }
}
