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
  private static final int INPUT = 0;
  private static final int ERRORS = 2;

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
      return Optional.ofNullable(
          new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()))
              .readLine());
    } catch (IOException e) {
      throw new UncheckedIOException("standard input cannot be read", e);
    }
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
