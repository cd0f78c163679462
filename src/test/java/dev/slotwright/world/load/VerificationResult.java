package dev.slotwright.world.load;

import java.util.List;
import java.util.Map;

/**
 * The cluster compared with the ledger. Counts are Redis keys, each member of a group on its own.
 *
 * @param keysVerified keys read back byte for byte as acknowledged, time to live included
 * @param deletedVerified deleted keys that stayed deleted
 * @param keysLost acknowledged keys that are absent
 * @param keysWrong keys with another value, type or time to live; deleted ones that came back; keys
 *     that nobody wrote; keys that could not be read at all
 * @param keysDuplicated keys held by more than one master
 * @param keysMisplaced keys held by a master that does not own their slot
 * @param keysByMaster keys found by scanning each master {@code host:port}
 * @param examples the first mismatches, at most 20
 */
public record VerificationResult(
    long keysVerified,
    long deletedVerified,
    long keysLost,
    long keysWrong,
    long keysDuplicated,
    long keysMisplaced,
    Map<String, Long> keysByMaster,
    List<Mismatch> examples) {

  /** Is every acknowledged key where and as it must be? */
  public boolean clean() {
    return keysLost == 0 && keysWrong == 0 && keysDuplicated == 0 && keysMisplaced == 0;
  }
}
