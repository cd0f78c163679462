package dev.slotwright.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Commands of the adapter as text, for tests that wait for one. */
public final class Requests {
  private Requests() {}

  /** All words, separated by blanks; what is not UTF-8 is not to be recognised. */
  public static String text(Request request) {
    return request.words().stream()
        .map(word -> new String(word, StandardCharsets.UTF_8))
        .collect(Collectors.joining(" "));
  }

  public static List<byte[]> words(Request request) {
    return request.words();
  }
}
