package dev.slotwright.cli.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The terminal of this process. Java tells only of a console when standard output is one, too,
 * which it is not when the result goes into a file; Linux tells of each stream.
 */
final class SystemTerminal implements Terminal {
  private static final Path STREAMS = Path.of("/proc/self/fd");
  private static final Path STATUS = Path.of("/proc/self/stat");

  /** Behind the name in brackets, see proc(5): state, ppid, pgrp, session, tty_nr, tpgid. */
  private static final int GROUP = 2;

  private static final int GROUP_IN_FRONT = 5;
  private static final int INPUT = 0;
  private static final int ERRORS = 2;

  private final BufferedReader input =
      new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
  private final StringBuilder begun = new StringBuilder();

  @Override
  public boolean canAsk() {
    return isTerminal(INPUT) && isTerminal(ERRORS);
  }

  @Override
  public boolean redraws() {
    return isTerminal(ERRORS);
  }

  @Override
  public Optional<String> readLine() {
    try {
      return Optional.ofNullable(input.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException("standard input cannot be read", e);
    }
  }

  /** Reads what is there and nothing more: a read that waits would be stopped by {@code bg}. */
  @Override
  public Optional<String> typed() {
    try {
      while (inFront() && input.ready()) {
        int next = input.read();
        if (next == '\n') {
          String line = begun.toString();
          begun.setLength(0);
          return Optional.of(line);
        }
        if (next >= 0) {
          begun.append((char) next);
        }
      }
      return Optional.empty();
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  /** Whether this process may read from its terminal; no where the system does not tell. */
  private static boolean inFront() throws IOException {
    if (!Files.isReadable(STATUS)) {
      return false;
    }
    String status = Files.readString(STATUS);
    String[] fields = status.substring(status.lastIndexOf(')') + 2).split(" ");
    return fields[GROUP].equals(fields[GROUP_IN_FRONT]);
  }

  @Override
  public Registration onInterrupt(Runnable ending) {
    Thread hook = new Thread(ending, "slotwright-ending");
    Runtime.getRuntime().addShutdownHook(hook);
    return () -> {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException endingAlready) {
        // The hook runs, and waits for what comes after this.
      }
    };
  }

  @Override
  public void halt(int exitCode) {
    Runtime.getRuntime().halt(exitCode);
  }

  private static boolean isTerminal(int stream) {
    if (!Files.isDirectory(STREAMS)) {
      return System.console() != null;
    }
    try {
      String device = Files.readSymbolicLink(STREAMS.resolve(Integer.toString(stream))).toString();
      return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
    } catch (IOException closed) {
      return false;
    }
  }
}
