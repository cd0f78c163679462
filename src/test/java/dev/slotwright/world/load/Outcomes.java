package dev.slotwright.world.load;

import dev.slotwright.world.load.Operation.Action;
import io.lettuce.core.RedisCommandExecutionException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;

/** Judges each answer against the ledger, writes the ledger on, and counts. */
final class Outcomes {
  private static final int KEPT_ERRORS = 20;

  /** With the back-off below about six seconds: longer than any slot should stay open. */
  private static final int MAX_ATTEMPTS = 64;

  private static final long FIRST_BACK_OFF_MILLIS = 5;
  private static final long LONGEST_BACK_OFF_MILLIS = 100;

  private final Ledger ledger;
  private final KeyCommands commands;
  private final IntFunction<String> nodeOfSlot;
  private final IntSupplier reconnects;
  private final Latencies latencies = new Latencies();
  private final List<ClientError> firstErrors = new ArrayList<>();

  private long timedFromNanos = System.nanoTime();
  private long acknowledged;
  private long clientErrors;
  private long tryAgain;
  private long retries;

  /**
   * @param nodeOfSlot the node that the client believes to own a slot, {@code host:port}
   * @param reconnects how many connections the client has made again so far
   */
  Outcomes(
      Ledger ledger, KeyCommands commands, IntFunction<String> nodeOfSlot, IntSupplier reconnects) {
    this.ledger = ledger;
    this.commands = commands;
    this.nodeOfSlot = nodeOfSlot;
    this.reconnects = reconnects;
  }

  /** Operations due earlier than this are judged like all others, but not timed. */
  void timeFrom(long nanos) {
    timedFromNanos = nanos;
  }

  /** Settles an answered operation; true when it is to be sent again at its next attempt. */
  boolean retry(Operation operation) {
    Throwable error = cause(operation.error());
    if (error == null) {
      succeeded(operation);
      return false;
    }
    if (isTryAgain(error)) {
      tryAgain++;
      if (operation.attempts() < MAX_ATTEMPTS) {
        retries++;
        operation.retryAt(operation.answeredNanos() + backOffNanos(operation.attempts()));
        return true;
      }
    }
    failed(operation, error);
    return false;
  }

  Latencies latencies() {
    return latencies;
  }

  long acknowledged() {
    return acknowledged;
  }

  long clientErrors() {
    return clientErrors;
  }

  long tryAgain() {
    return tryAgain;
  }

  long retries() {
    return retries;
  }

  List<ClientError> firstErrors() {
    return List.copyOf(firstErrors);
  }

  private void succeeded(Operation operation) {
    acknowledged++;
    if (operation.intendedNanos() - timedFromNanos >= 0) {
      String node = nodeOfSlot.apply(operation.slot());
      latencies.succeeded(node, operation.intendedNanos(), operation.answeredNanos());
    }
    int ordinal = operation.ordinal();
    switch (operation.action()) {
      case READ -> read(operation);
      case WRITE -> written(operation);
      case DELETE -> {
        long expected = ledger.keys().kind(ordinal).redisKeys();
        expectAnswer(operation, expected, operation.reply());
        ledger.deleted(ordinal);
      }
    }
  }

  private void read(Operation operation) {
    int ordinal = operation.ordinal();
    @SuppressWarnings("unchecked")
    List<byte[]> found = (List<byte[]>) operation.reply();
    List<byte[]> expected = ledger.contents().after(ordinal, ledger.version(ordinal));
    if (!Contents.same(expected, found)) {
      error(
          operation,
          "read " + Contents.describe(found) + " instead of " + Contents.describe(expected));
    }
  }

  private void written(Operation operation) {
    int ordinal = operation.ordinal();
    Long expected = commands.answerTo(ordinal, ledger.version(ordinal) + 1);
    boolean sentAgain = operation.maybeSentAgain(reconnects.getAsInt());
    boolean asExpected = expected != null && expected.equals(number(operation.reply()));
    if (sentAgain && !asExpected && ledger.keys().kind(ordinal).countsExecutions()) {
      ledger.maybeRepeated(ordinal);
      return;
    }
    expectAnswer(operation, expected, operation.reply());
    ledger.written(ordinal);
  }

  /** The answer to a write tells of the key's state before it: a lost key shows here first. */
  private void expectAnswer(Operation operation, Long expected, Object reply) {
    if (expected != null
        && !expected.equals(number(reply))
        && !operation.maybeSentAgain(reconnects.getAsInt())) {
      error(operation, "was answered " + reply + " instead of " + expected);
    }
  }

  private void failed(Operation operation, Throwable error) {
    error(operation, error.toString());
    if (operation.intendedNanos() - timedFromNanos >= 0) {
      latencies.failed(operation.intendedNanos(), operation.answeredNanos());
    }
    boolean refused =
        error instanceof RedisCommandExecutionException
            && !operation.maybeSentAgain(reconnects.getAsInt());
    if (operation.action() != Action.READ && !refused) {
      ledger.unknown(operation.ordinal(), operation.action() == Action.DELETE);
    }
  }

  private void error(Operation operation, String message) {
    clientErrors++;
    if (firstErrors.size() < KEPT_ERRORS) {
      byte[] name = ledger.keys().names(operation.ordinal())[0];
      String key = new String(name, StandardCharsets.US_ASCII);
      String what = "%s %s slot=%d".formatted(operation.action(), key, operation.slot());
      firstErrors.add(new ClientError(Instant.now(), what, message));
    }
  }

  private static Long number(Object reply) {
    return switch (reply) {
      case Boolean created -> created ? 1L : 0L;
      case Long number -> number;
      case null, default -> null;
    };
  }

  /** Lettuce follows MOVED and ASK by itself, but leaves TRYAGAIN to the application. */
  private static boolean isTryAgain(Throwable error) {
    return error instanceof RedisCommandExecutionException
        && Objects.requireNonNullElse(error.getMessage(), "").startsWith("TRYAGAIN");
  }

  private static Throwable cause(Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }

  private static long backOffNanos(int attempts) {
    long millis = FIRST_BACK_OFF_MILLIS << Math.min(attempts - 1, 10);
    return TimeUnit.MILLISECONDS.toNanos(Math.min(millis, LONGEST_BACK_OFF_MILLIS));
  }
}
