package dev.slotwright.redis;

import dev.slotwright.cluster.Address;
import dev.slotwright.control.Credentials;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import io.lettuce.core.RedisCommandExecutionException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Turns what went wrong on a connection into the errors that the loop knows. */
record Failures(Address address, Credentials credentials) {

  /** What a command or a connect ended with, as one of ours; already ours stays as it is. */
  RuntimeException of(String doing, Throwable failure) {
    Throwable cause = unwrap(failure);
    if (cause instanceof RefusedException
        || cause instanceof UnreachableException
        || cause instanceof ServerErrorException) {
      return (RuntimeException) cause;
    }
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof RedisCommandExecutionException answered) {
        return answered(doing, answered.getMessage());
      }
    }
    return new UnreachableException(
        "%s did not answer %s: %s".formatted(address, doing, reason(cause)), cause);
  }

  UnreachableException late(String doing, Duration timeout) {
    return new UnreachableException(
        "%s did not answer %s within %d ms".formatted(address, doing, timeout.toMillis()));
  }

  /**
   * Whether a login was refused so fast that Lettuce lost the reason: it looks for its handler only
   * when the refusal has closed the channel already. Another login tells.
   */
  static boolean overtaken(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof IllegalStateException
          && String.valueOf(t.getMessage()).contains("RedisHandshakeHandler")) {
        return true;
      }
    }
    return false;
  }

  /** What an error that the server sent means. */
  RuntimeException answered(String doing, String message) {
    if (message.startsWith("WRONGPASS") || message.startsWith("ERR invalid password")) {
      return refused("rejects the password of", message, "correct the password for this cluster");
    }
    if (message.startsWith("NOAUTH")) {
      return refused("wants a password from", message, "configure the password for this cluster");
    }
    if (message.startsWith("ERR") && message.contains("without any password configured")) {
      return refused(
          "has no password, but one was sent by", message, "set requirepass on it, or send none");
    }
    // An EXEC that is not permitted ends what was queued, and says so first.
    boolean exec = message.startsWith("EXECABORT") && message.contains("NOPERM");
    if (message.startsWith("NOPERM") || exec) {
      return refused("does not permit " + doing + " to", message, "extend that user's ACL");
    }
    if (message.startsWith("DENIED")) {
      return refused("is in protected mode for", "DENIED", "set a password or protected-mode no");
    }
    return new ServerErrorException(address, doing, message);
  }

  private RefusedException refused(String what, String message, String help) {
    return new RefusedException(
        "%s %s user '%s' (%s): %s"
            .formatted(address, what, credentials.username().orElse("default"), message, help));
  }

  private static Throwable unwrap(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** The innermost message: the outer ones repeat the address. */
  private static String reason(Throwable cause) {
    Throwable innermost = cause;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    String message = innermost.getMessage();
    return message == null || message.isBlank() ? innermost.getClass().getSimpleName() : message;
  }
}
