package dev.slotwright.redis.mover;

/** A node did not do or say what was expected: both ends have to be read again before going on. */
final class Unsettled extends RuntimeException {
  private static final long serialVersionUID = 1;

  Unsettled(String message) {
    super(message);
  }
}
