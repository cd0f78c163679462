package dev.slotwright.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** One command with its arguments, binary safe and immutable. */
public final class Request {
  private final List<byte[]> words;

  private Request(List<byte[]> words) {
    this.words = words;
  }

  /** A command of text words (UTF-8), such as {@code of("CLUSTER", "NODES")}. */
  public static Request of(String... words) {
    return new Request(Arrays.stream(words).map(Request::bytes).toList());
  }

  /** This command with more text arguments at its end. */
  public Request with(String... more) {
    return withAll(Arrays.stream(more).map(Request::bytes).toList());
  }

  public Request with(byte[] more) {
    return withAll(List.of(more));
  }

  public Request with(long number) {
    return with(Long.toString(number));
  }

  public Request withAll(Collection<byte[]> more) {
    List<byte[]> all = new ArrayList<>(words.size() + more.size());
    all.addAll(words);
    all.addAll(more);
    return new Request(all);
  }

  List<byte[]> words() {
    return words;
  }

  /** The command's name and, where it has one, its subcommand; never a key, value or password. */
  String name() {
    String first = text(words.getFirst());
    boolean container = first.equals("CLUSTER") || first.equals("CONFIG") || first.equals("CLIENT");
    return container && words.size() > 1 ? first + " " + text(words.get(1)) : first;
  }

  @Override
  public String toString() {
    return name();
  }

  private static byte[] bytes(String word) {
    return word.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] word) {
    return new String(word, StandardCharsets.UTF_8);
  }
}
