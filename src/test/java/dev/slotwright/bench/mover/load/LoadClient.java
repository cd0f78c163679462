package dev.slotwright.bench.mover.load;

import java.util.function.BiConsumer;

/** An ordinary cluster client with ordinary settings. */
interface LoadClient extends AutoCloseable {
  /**
   * Sends without waiting.
   *
   * @param answer gets the reply (bytes, a Long, a String, or null for nil) or what went wrong
   */
  void send(Command command, BiConsumer<Object, Throwable> answer);

  @Override
  void close();

  /** One command on one key. */
  sealed interface Command {
    byte[] key();

    record Get(byte[] key) implements Command {}

    record Set(byte[] key, byte[] value) implements Command {}

    record Increment(byte[] key) implements Command {}
  }
}
