package dev.slotwright.cli;

import dev.slotwright.control.RefusedException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** One line for people, and the exit code that scripts look at. */
final class Failures implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, ParseResult arguments) {
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    command.getErr().println("slotwright: " + message);
    return failure instanceof RefusedException ? ExitCode.REFUSED : ExitCode.FAILED;
  }
}
