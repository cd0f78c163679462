package dev.slotwright.cli.cluster;

import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;

/** A terminal with somebody, or nobody, before it. */
final class SeatedTerminal implements Terminal {
  private final boolean present;
  private final Deque<String> answers;
  private final CompletableFuture<Integer> halted = new CompletableFuture<>();
  private Runnable ending = () -> {};

  private SeatedTerminal(boolean present, String... answers) {
    this.present = present;
    this.answers = new ConcurrentLinkedDeque<>(Arrays.asList(answers));
  }

  static SeatedTerminal nobody() {
    return new SeatedTerminal(false);
  }

  static SeatedTerminal typing(String... answers) {
    return new SeatedTerminal(true, answers);
  }

  /** One more line. */
  void type(String line) {
    answers.add(line);
  }

  /** Whether every line that was typed has been read. */
  boolean heard() {
    return answers.isEmpty();
  }

  /** Ctrl-C; returns when the process would have ended. */
  void interrupt() {
    Runnable hook;
    synchronized (this) {
      hook = ending;
    }
    hook.run();
  }

  /** The exit code that the process ended with by itself. */
  CompletableFuture<Integer> halted() {
    return halted;
  }

  @Override
  public boolean canAsk() {
    return present;
  }

  @Override
  public boolean redraws() {
    return present;
  }

  @Override
  public Optional<String> readLine() {
    return Optional.ofNullable(answers.poll());
  }

  @Override
  public Optional<String> typed() {
    return readLine();
  }

  @Override
  public synchronized Registration onInterrupt(Runnable hook) {
    ending = hook;
    return () -> {};
  }

  @Override
  public void halt(int exitCode) {
    halted.complete(exitCode);
  }
}
