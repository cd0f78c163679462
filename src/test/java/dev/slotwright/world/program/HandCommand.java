package dev.slotwright.world.program;

import dev.slotwright.world.process.ChildProcess;
import dev.slotwright.world.process.Jvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One command of the packaged program, with what it writes on either stream. */
public final class HandCommand implements AutoCloseable {
  private static final int HEAP_MEBIBYTES = 64;

  /** Gives each stream a file of its own; the process stays the same. */
  private static final String SPLIT = "out=$1 err=$2; shift 2; exec \"$@\" >\"$out\" 2>\"$err\"";

  private final Path out;
  private final Path err;
  private final ChildProcess process;

  private HandCommand(Path out, Path err, ChildProcess process) {
    this.out = out;
    this.err = err;
    this.process = process;
  }

  /**
   * Starts the command and returns.
   *
   * @param directory for its output, and for the state that it keeps
   */
  public static HandCommand start(Path directory, String... arguments) {
    Path out = directory.resolve("command.out");
    Path err = directory.resolve("command.err");
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", SPLIT, "sh", out.toString(), err.toString()));
    command.addAll(Jvm.small(HEAP_MEBIBYTES));
    command.addAll(List.of("-jar", Program.app().toString()));
    command.addAll(List.of(arguments));
    return new HandCommand(
        out,
        err,
        ChildProcess.start(
            arguments[0],
            command,
            Map.of("XDG_STATE_HOME", directory.toString()),
            directory.resolve("command.log")));
  }

  public ChildProcess process() {
    return process;
  }

  /** The exit code, once it has ended. */
  public int await(Duration limit) {
    return process.awaitExit(limit);
  }

  /** Standard output so far. */
  public String out() {
    return read(out);
  }

  /** Standard error so far. */
  public String err() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
