package dev.slotwright.world.process;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Kills every child process when this JVM ends, whichever way it ends. A shutdown hook covers a
 * normal end and Ctrl-C. A {@code kill -9} runs no hook, so one small shell also knows every child:
 * it reads process ids from a pipe and kills them when the pipe closes, which the kernel does for
 * us.
 */
final class Undertaker {
  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      alive=' '
      while read -r change pid; do
        case $change in
          born) alive="$alive$pid " ;;
          dead) alive="${alive%% $pid *} ${alive#* $pid }" ;;
        esac
      done
      for pid in $alive; do kill -9 "$pid" 2>/dev/null; done
      """;

  private static final Undertaker INSTANCE = new Undertaker();

  private final Set<Process> alive = ConcurrentHashMap.newKeySet();
  private final OutputStream changes;

  private Undertaker() {
    try {
      changes =
          new ProcessBuilder("sh", "-c", SCRIPT)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .getOutputStream();
    } catch (IOException e) {
      throw new UncheckedIOException("no sh on PATH to look after child processes", e);
    }
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> alive.forEach(Process::destroyForcibly), "world-undertaker"));
  }

  static void watch(Process child) {
    INSTANCE.alive.add(child);
    INSTANCE.tell("born " + child.pid());
    child.onExit().thenAccept(INSTANCE::gone);
  }

  private void gone(Process child) {
    alive.remove(child);
    tell("dead " + child.pid());
  }

  private synchronized void tell(String change) {
    try {
      changes.write((change + "\n").getBytes(StandardCharsets.US_ASCII));
      changes.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the shell that looks after child processes is gone", e);
    }
  }
}
