package dev.slotwright.it;

import dev.slotwright.world.LocalWorld;
import dev.slotwright.world.redis.RedisConnection;
import java.util.Arrays;
import java.util.List;

/**
 * The cluster as one of its nodes tells it: the lines of {@code CLUSTER NODES}.
 *
 * @param all members, whatever their state
 */
record Members(List<Member> all) {
  private static final int SLOTS = 16_384;

  /**
   * One line.
   *
   * @param slots that it owns
   * @param open slots that it calls migrating or importing; only the asked node's own are known
   */
  record Member(String id, String address, List<String> flags, int slots, int open) {
    boolean isMaster() {
      return flags.contains("master");
    }

    boolean hasFailed() {
      return flags.contains("fail") || flags.contains("fail?");
    }

    private static Member parse(String line) {
      String[] words = line.split(" ");
      int slots = 0;
      int open = 0;
      for (String range : Arrays.asList(words).subList(8, words.length)) {
        if (range.startsWith("[")) {
          open++;
        } else {
          int dash = range.indexOf('-');
          slots +=
              dash < 0
                  ? 1
                  : Integer.parseInt(range.substring(dash + 1))
                      - Integer.parseInt(range.substring(0, dash))
                      + 1;
        }
      }
      return new Member(
          words[0], words[1].replaceAll("@.*", ""), List.of(words[2].split(",")), slots, open);
    }
  }

  static Members asToldBy(RedisConnection node) {
    return new Members(
        ((String) node.call("CLUSTER", "NODES")).lines().map(Member::parse).toList());
  }

  /** As the pod with ordinal 0 says, which no scale-in ever removes. */
  static Members of(LocalWorld world) {
    try (RedisConnection first = world.kubelet().process(world.pod(0)).connect()) {
      return asToldBy(first);
    }
  }

  /** Masters that own slots. */
  List<Member> owners() {
    return all.stream().filter(m -> m.isMaster() && m.slots() > 0).toList();
  }

  /**
   * Every slot has an owner, nobody has failed, and each of {@code shards} owners has a replica.
   */
  boolean whole(int shards) {
    return owners().size() == shards
        && all.size() == 2 * shards
        && all.stream().noneMatch(Member::hasFailed)
        && owners().stream().mapToInt(Member::slots).sum() == SLOTS
        && all.stream().allMatch(m -> m.open() == 0);
  }
}
