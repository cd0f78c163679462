package dev.slotwright.control;

/** A peer did not answer, or not in time; trying again later may help. */
public final class UnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }

  public UnreachableException(String message) {
    super(message);
  }
}
