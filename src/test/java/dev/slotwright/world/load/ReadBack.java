package dev.slotwright.world.load;

import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/** Reads every entry of the ledger, deleted ones included, and compares it with the ledger. */
final class ReadBack {
  private static final int BATCH = 500;
  private static final int PASSES = 4;

  /** MIGRATE sends the remaining time relatively, so each move stretches it a little. */
  private static final Duration TTL_SLACK = Duration.ofMinutes(1);

  private static final byte[][] NONE = {};

  private final Ledger ledger;
  private final StatefulRedisClusterConnection<byte[], byte[]> connection;
  private final KeyCommands commands;
  private final Findings findings;
  private final Duration age;

  ReadBack(
      Ledger ledger, StatefulRedisClusterConnection<byte[], byte[]> connection, Findings findings) {
    this.ledger = ledger;
    this.connection = connection;
    this.commands = new KeyCommands(connection.async(), ledger);
    this.findings = findings;
    this.age = Duration.between(ledger.started(), Instant.now());
  }

  /** Reads all; what cannot be read in several passes counts as wrong, with the error. */
  void run() {
    connection.sync().upstream().commands().ping();
    connection.setAutoFlushCommands(false);
    Queue<Unread> unread = pass(IntStream.range(0, ledger.size()).toArray());
    // A redirected command is not part of a batch, so what was redirected timed out there.
    connection.setAutoFlushCommands(true);
    for (int i = 1; i < PASSES && !unread.isEmpty(); i++) {
      unread = pass(unread.stream().mapToInt(Unread::ordinal).toArray());
    }
    for (Unread entry : unread) {
      byte[] name = ledger.keys().names(entry.ordinal())[0];
      findings.wrong(name, "readable", entry.error().toString());
    }
  }

  private record Unread(int ordinal, Throwable error) {}

  private record Entry(List<byte[]> contents, List<Long> timesToLive) {}

  private Queue<Unread> pass(int[] ordinals) {
    Queue<Unread> unread = new ConcurrentLinkedQueue<>();
    for (int from = 0; from < ordinals.length; from += BATCH) {
      int to = Math.min(from + BATCH, ordinals.length);
      CountDownLatch batch = new CountDownLatch(to - from);
      for (int ordinal : Arrays.copyOfRange(ordinals, from, to)) {
        read(ordinal)
            .thenAccept(entry -> compare(ordinal, entry))
            .whenComplete(
                (done, error) -> {
                  if (error != null) {
                    unread.add(new Unread(ordinal, error));
                  }
                  batch.countDown();
                });
      }
      connection.flushCommands();
      await(batch);
    }
    return unread;
  }

  private static void await(CountDownLatch batch) {
    try {
      batch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading the ledger back", e);
    }
  }

  private CompletableFuture<Entry> read(int ordinal) {
    CompletableFuture<List<byte[]>> contents = commands.read(ordinal).toCompletableFuture();
    byte[][] names = ledger.mustExist(ordinal) ? ledger.keys().names(ordinal) : NONE;
    List<CompletableFuture<Long>> timesToLive =
        Arrays.stream(names).map(name -> commands.timeToLive(name).toCompletableFuture()).toList();
    return CompletableFuture.allOf(timesToLive.toArray(CompletableFuture[]::new))
        .thenCombine(
            contents,
            (all, read) ->
                new Entry(read, timesToLive.stream().map(CompletableFuture::join).toList()));
  }

  private void compare(int ordinal, Entry entry) {
    int redisKeys = ledger.keys().kind(ordinal).redisKeys();
    List<List<byte[]>> acceptable = ledger.acceptable(ordinal);
    if (acceptable.stream().noneMatch(state -> Contents.same(state, entry.contents()))) {
      mismatch(ordinal, acceptable.getFirst(), entry.contents());
    } else if (entry.contents().isEmpty()) {
      findings.stayedDeleted(ledger.version(ordinal) > 0 ? redisKeys : 0);
    } else if (timesToLiveAreRight(ordinal, entry.timesToLive())) {
      findings.verified(redisKeys);
    }
  }

  private boolean timesToLiveAreRight(int ordinal, List<Long> millis) {
    boolean expires = ledger.keys().kind(ordinal) == KeyKind.EXPIRING;
    long most = expires ? ledger.keys().timeToLive(ordinal).plus(TTL_SLACK).toMillis() : -1;
    long least = expires ? most - age.plus(TTL_SLACK.multipliedBy(2)).toMillis() : -1;
    boolean right = true;
    for (int member = 0; member < millis.size(); member++) {
      long found = millis.get(member);
      if (found < least || found > most) {
        right = false;
        byte[] name = ledger.keys().names(ordinal)[member];
        findings.wrong(name, "time to live %d to %d ms".formatted(least, most), found + " ms");
      }
    }
    return right;
  }

  private void mismatch(int ordinal, List<byte[]> expected, List<byte[]> got) {
    byte[][] names = ledger.keys().names(ordinal);
    if (names.length == 1) {
      member(names[0], expected, got);
      return;
    }
    for (int i = 0; i < names.length; i++) {
      List<byte[]> wanted = expected.isEmpty() ? List.of() : List.of(expected.get(i));
      boolean present = !got.isEmpty() && got.get(i) != null;
      member(names[i], wanted, present ? List.of(got.get(i)) : List.of());
    }
  }

  private void member(byte[] name, List<byte[]> expected, List<byte[]> got) {
    if (Contents.same(expected, got)) {
      findings.verified(expected.isEmpty() ? 0 : 1);
    } else if (got.isEmpty()) {
      findings.lost(name, Contents.describe(expected));
    } else {
      findings.wrong(name, Contents.describe(expected), Contents.describe(got));
    }
  }
}
