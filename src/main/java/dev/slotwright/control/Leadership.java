package dev.slotwright.control;

/** Whether this instance is in charge of one cluster. */
public interface Leadership extends AutoCloseable {
  /** Holds the lease now, with time to spare. */
  boolean leads();

  /** Gives the lease up at once, so that another need not wait. */
  @Override
  void close();
}
