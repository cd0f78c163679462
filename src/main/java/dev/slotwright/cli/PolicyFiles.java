package dev.slotwright.cli;

import java.nio.file.Path;
import java.util.List;

/** Validates policy files; implemented where the language is read. */
@FunctionalInterface
public interface PolicyFiles {
  /**
   * Something wrong in a file.
   *
   * @param file its path
   * @param line 1 or more; 0 when it concerns the whole file
   * @param field path of the field, empty when it concerns the whole file
   * @param problem what is wrong
   * @param expected what would be right
   */
  record Problem(String file, int line, String field, String problem, String expected) {}

  /** Everything wrong in these files, in their order; empty when all are good. */
  List<Problem> check(List<Path> files);
}
