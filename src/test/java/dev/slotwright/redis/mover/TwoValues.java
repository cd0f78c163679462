package dev.slotwright.redis.mover;

import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisConnection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Does what a repair asks for that finds a key on both ends with different values, in the place of
 * somebody who knows which one is right.
 */
final class TwoValues {
  private static final Pattern NAMED =
      Pattern.compile("key '(.+)' of slot \\d+ is on both \\S+ and (\\S+) with different values");

  private TwoValues() {}

  /**
   * Right where the source had everything on disk before it answered: it served the key up to its
   * end, and again since it came back.
   */
  static void keepTheSources(LocalCluster cluster, List<String> lines) {
    for (String line : lines) {
      Matcher named = NAMED.matcher(line);
      if (named.find()) {
        cluster.nodes().stream()
            .filter(node -> node.endpoint().equals(named.group(2)))
            .forEach(target -> delete(target, named.group(1)));
      }
    }
  }

  private static void delete(ClusterNode importing, String key) {
    try (RedisConnection connection = importing.connect()) {
      connection.call("ASKING");
      connection.call("DEL", key);
    }
  }
}
