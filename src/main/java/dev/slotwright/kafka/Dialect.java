package dev.slotwright.kafka;

/** One way to write samples. Pure, thread-safe, one file each. */
interface Dialect {
  /** Whether the value looks like this dialect; cheap, may be wrong about broken values. */
  boolean recognises(byte[] value);

  /** Reads a value; never throws, whatever is in it. */
  Decoding decode(byte[] value);
}
