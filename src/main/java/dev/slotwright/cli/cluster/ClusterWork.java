package dev.slotwright.cli.cluster;

import dev.slotwright.cli.ExitCode;
import dev.slotwright.control.RefusedException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What all commands on a cluster share: options, connections, the form of the result. */
abstract class ClusterWork implements Callable<Integer> {
  private final ClusterAccess access;
  private final Terminal terminal;

  @Spec private CommandSpec spec;
  @Mixin private ConnectionOptions connection;
  @Mixin private MoveOptions moves;
  @Mixin private RunOptions run;

  ClusterWork(ClusterAccess access, Terminal terminal) {
    this.access = access;
    this.terminal = terminal;
  }

  /**
   * What a command works with.
   *
   * @param session the cluster's nodes
   * @param target how they are reached
   * @param interruption for who moves slots
   */
  record Bench(
      ClusterAccess.Session session,
      ClusterAccess.Target target,
      Printer printer,
      Interruption interruption) {}

  /** Does it; errors are told by whoever calls. */
  abstract Result work(Bench bench);

  MoveOptions moves() {
    return moves;
  }

  RunOptions run() {
    return run;
  }

  Terminal terminal() {
    return terminal;
  }

  @Override
  public final Integer call() {
    Printer printer =
        new Printer(spec.commandLine().getOut(), spec.commandLine().getErr(), run.json());
    try (Interruption interruption = new Interruption(terminal)) {
      Result result = result(printer, interruption);
      if (run.json()) {
        printer.object(result.fields());
      }
      return result.exitCode();
    }
  }

  private Result result(Printer printer, Interruption interruption) {
    try {
      ClusterAccess.Target target = connection.target();
      moves.execution();
      try (ClusterAccess.Session session = access.open(target)) {
        return work(new Bench(session, target, printer, interruption));
      }
    } catch (InvalidInputException e) {
      return ended(printer, ExitCode.INVALID, e);
    } catch (RefusedException e) {
      return ended(printer, ExitCode.REFUSED, e);
    } catch (RuntimeException e) {
      return ended(printer, ExitCode.FAILED, e);
    }
  }

  private static Result ended(Printer printer, int exitCode, RuntimeException why) {
    String reason = why.getMessage() == null ? why.toString() : why.getMessage();
    printer.note(reason);
    return Result.without(exitCode, reason);
  }

  /**
   * Asks whether to go on.
   *
   * @param what would be done, in the imperative
   * @throws RefusedException when nobody can be asked and nobody said yes before, or when the
   *     answer is no
   */
  void confirm(Printer printer, String what) {
    if (run.yes()) {
      return;
    }
    if (!terminal.canAsk()) {
      throw new RefusedException(
          "nothing was done: there is no terminal to ask on; say --yes to "
              + what
              + " without being asked, or --dry-run to look only");
    }
    printer.err().print(Character.toUpperCase(what.charAt(0)) + what.substring(1) + "? Type yes: ");
    printer.err().flush();
    if (terminal.readLine().filter(answer -> answer.strip().equalsIgnoreCase("yes")).isEmpty()) {
      throw new RefusedException("nothing was done: the answer was not yes");
    }
  }
}
