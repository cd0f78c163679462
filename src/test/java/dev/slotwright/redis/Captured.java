package dev.slotwright.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Replies that real servers gave. In each {@code .nodes.txt} are CLUSTER NODES of a node that knows
 * nobody, of a source and of a target with open slots, and of a replica that suspects a master.
 */
final class Captured {
  static final List<String> SERVERS =
      List.of("redis-6.0", "redis-7.0", "redis-8.0", "redis-8.6", "valkey-8.1", "valkey-9.1");

  private Captured() {}

  static String info(String server) {
    return read(server + ".info.txt");
  }

  static String nodes(String server, String section) {
    return read(server + ".nodes.txt")
        .lines()
        .dropWhile(line -> !line.equals("# " + section))
        .skip(1)
        .takeWhile(line -> !line.startsWith("#"))
        .collect(Collectors.joining("\n"));
  }

  private static String read(String name) {
    try (InputStream in = Captured.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
