package dev.slotwright.cli.cluster;

import java.util.Optional;

/** Who sits before the program, if anybody does. */
interface Terminal {
  /** Whether somebody can read a question on standard error and type an answer. */
  boolean canAsk();

  /** Whether a line on standard error can be drawn again. */
  boolean redraws();

  /** What was typed; empty when there is no more. */
  Optional<String> readLine();

  /**
   * A line that was typed since the last look, without waiting for one; empty as well while this
   * process is in the background, where reading from the terminal would stop it.
   */
  Optional<String> typed();

  /**
   * Has {@code ending} run when the process is told to end (Ctrl-C, SIGTERM), before it does; taken
   * back by closing.
   */
  Registration onInterrupt(Runnable ending);

  /** Ends the process now, with this exit code. */
  void halt(int exitCode);

  /** What can be taken back. */
  @FunctionalInterface
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
