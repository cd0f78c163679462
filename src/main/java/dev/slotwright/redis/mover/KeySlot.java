package dev.slotwright.redis.mover;

import dev.slotwright.cluster.Slot;
import java.nio.charset.StandardCharsets;

/** Which slot a hash tag belongs to: CRC16 (XMODEM) modulo 16384, as the cluster specification. */
final class KeySlot {
  private static final int POLYNOMIAL = 0x1021;

  private KeySlot() {}

  static int ofTag(byte[] tag) {
    int crc = 0;
    for (byte b : tag) {
      crc ^= (b & 0xff) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) != 0 ? crc << 1 ^ POLYNOMIAL : crc << 1;
      }
    }
    return (crc & 0xffff) % Slot.COUNT;
  }

  /** A tag of the slot: the smallest number that falls into it. */
  static String tagOf(int slot) {
    for (int i = 0; ; i++) {
      String tag = Integer.toString(i);
      if (ofTag(tag.getBytes(StandardCharsets.US_ASCII)) == slot) {
        return tag;
      }
    }
  }
}
