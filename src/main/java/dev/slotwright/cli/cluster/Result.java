package dev.slotwright.cli.cluster;

import dev.slotwright.cli.ExitCode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a command came to.
 *
 * @param exitCode see {@link ExitCode}
 * @param fields of the JSON object, in this order; people have been told already
 */
record Result(int exitCode, Map<String, Object> fields) {

  static Result of(int exitCode, String outcome, Map<String, Object> fields) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("outcome", outcome);
    all.putAll(fields);
    return new Result(exitCode, all);
  }

  /** Nothing was done, or it went wrong before there was anything to tell. */
  static Result without(int exitCode, String reason) {
    return of(exitCode, word(exitCode), Map.of("reason", reason));
  }

  static String word(int exitCode) {
    return switch (exitCode) {
      case ExitCode.DONE -> "done";
      case ExitCode.INVALID -> "invalid";
      case ExitCode.REFUSED -> "refused";
      default -> "failed";
    };
  }
}
