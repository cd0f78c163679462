package dev.slotwright.config;

import java.util.Comparator;

/**
 * Something wrong in a policy file.
 *
 * @param file as it was named
 * @param line from 1; 0 when it is about the file as a whole
 * @param field such as {@code spec.bounds.maxShards}; empty when it is about the file as a whole
 * @param problem what is wrong
 * @param expected what would be right
 */
public record Problem(String file, int line, String field, String problem, String expected) {
  /** As one reads the file. */
  static final Comparator<Problem> IN_ORDER =
      Comparator.comparingInt(Problem::line).thenComparing(Problem::field);

  /** What is wrong, with the field if there is one. */
  public String what() {
    return field.isEmpty() ? problem : field + ": " + problem;
  }

  /** {@code FILE:LINE: FIELD: PROBLEM (expected: EXPECTED)}, as compilers write it. */
  @Override
  public String toString() {
    return file + (line > 0 ? ":" + line : "") + ": " + what() + " (expected: " + expected + ")";
  }
}
