package dev.slotwright.redis;

import java.util.HashMap;
import java.util.Map;

/** Reads the {@code name:value} lines of INFO and CLUSTER INFO. */
public final class InfoParser {
  private InfoParser() {}

  /** Section titles, blank lines and lines without a colon are skipped. */
  public static Fields parse(String text) {
    Map<String, String> fields = new HashMap<>();
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).trim());
              }
            });
    return new Fields(fields);
  }
}
