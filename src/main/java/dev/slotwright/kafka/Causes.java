package dev.slotwright.kafka;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Failures in words. */
final class Causes {
  private Causes() {}

  /** The messages from the outermost to the innermost; Kafka puts the useful one last. */
  static String of(Throwable failure) {
    Set<String> messages = new LinkedHashSet<>();
    for (Throwable each = unwrapped(failure);
        each != null && messages.size() < 5;
        each = each.getCause()) {
      messages.add(each.getMessage() == null ? each.getClass().getSimpleName() : each.getMessage());
    }
    return String.join(": ", messages);
  }

  static Throwable unwrapped(Throwable failure) {
    boolean wrapped =
        failure instanceof ExecutionException || failure instanceof CompletionException;
    return wrapped && failure.getCause() != null ? unwrapped(failure.getCause()) : failure;
  }
}
