package dev.slotwright.redis.mover;

import java.util.Arrays;

/** A key's name, which is bytes; equal by content. */
record Key(int slot, byte[] name) {
  private static final int SHOWN = 80;

  @Override
  public boolean equals(Object other) {
    return other instanceof Key key && Arrays.equals(name, key.name);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(name);
  }

  /** For people: what is not printable ASCII is escaped, a long name is cut. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("'");
    for (int i = 0; i < Math.min(name.length, SHOWN); i++) {
      int b = name[i] & 0xff;
      text.append(b >= 32 && b < 127 ? Character.toString(b) : "\\x%02x".formatted(b));
    }
    return text.append(name.length > SHOWN ? "…'" : "'").toString();
  }
}
