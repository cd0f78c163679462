package dev.slotwright.world.load;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.util.BitSet;
import java.util.OptionalInt;

/**
 * Walks the keys of each master by SCAN, which needs no slot: finds what ordinary reads cannot see,
 * such as a copy that a move left behind.
 *
 * <p>Redis 8.4 and newer leaves keys in slots that a node does not own out of SCAN and
 * COUNTKEYSINSLOT, but not out of DBSIZE: what DBSIZE counts beyond SCAN is such a copy.
 */
final class MasterScan {
  private static final int BATCH = 1_000;
  private static final int MEMBERS = 3;

  private final Ledger ledger;
  private final Findings findings;
  private final BitSet onEarlierMasters = new BitSet();

  MasterScan(Ledger ledger, Findings findings) {
    this.ledger = ledger;
    this.findings = findings;
  }

  /** Scans one master; keys that the load could not have written are only counted. */
  void scan(RedisClusterNode master, RedisCommands<byte[], byte[]> redis) {
    String name = master.getUri().getHost() + ":" + master.getUri().getPort();
    BitSet here = new BitSet();
    long sizeBefore = redis.dbsize();
    long foreign = 0;
    ScanArgs batch = ScanArgs.Builder.limit(BATCH);
    KeyScanCursor<byte[]> cursor = redis.scan(ScanCursor.INITIAL, batch);
    while (true) {
      for (byte[] key : cursor.getKeys()) {
        foreign += found(key, master, name, here) ? 0 : 1;
      }
      if (cursor.isFinished()) {
        break;
      }
      cursor = redis.scan(cursor, batch);
    }
    onEarlierMasters.or(here);
    long seen = here.cardinality() + foreign;
    findings.scanned(name, seen);
    findings.hidden(name, Math.min(sizeBefore, redis.dbsize()) - seen);
  }

  /** False for a key that is not of this load. SCAN may return a key twice. */
  private boolean found(byte[] key, RedisClusterNode master, String name, BitSet here) {
    OptionalInt ordinal = ledger.keys().ordinalOf(key);
    if (ordinal.isEmpty()) {
      return false;
    }
    int entry = ordinal.getAsInt();
    if (entry >= ledger.size()) {
      findings.wrong(key, "never written", "on " + name);
      return true;
    }
    int bit = entry * MEMBERS + ledger.keys().memberOf(entry, key);
    if (here.get(bit)) {
      return true;
    }
    here.set(bit);
    if (onEarlierMasters.get(bit)) {
      findings.duplicated(key, "also on " + name);
    }
    if (!master.hasSlot(SlotHash.getSlot(key))) {
      findings.misplaced(key, name);
    }
    return true;
  }
}
