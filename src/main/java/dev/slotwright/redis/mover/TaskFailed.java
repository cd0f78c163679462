package dev.slotwright.redis.mover;

/**
 * The server could not carry out a task; its slots are at their source, and nothing is in flight.
 */
final class TaskFailed extends RuntimeException {
  private static final long serialVersionUID = 1;

  TaskFailed(String message) {
    super(message);
  }
}
