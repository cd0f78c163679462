package dev.slotwright.cli.cluster;

/** What was typed does not fit the cluster; exit code 2. */
final class InvalidInputException extends RuntimeException {
  private static final long serialVersionUID = 1;

  InvalidInputException(String message) {
    super(message);
  }
}
