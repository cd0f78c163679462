package dev.slotwright.redis.mover;

import dev.slotwright.world.redis.ClusterNode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What servers do differently when slots are open, by what a node answers and not by the name of
 * its executable. Tests state with these what they expect of which server.
 *
 * @param version as INFO names it, such as {@code Valkey 9.1.2}
 * @param replicatesOpenSlots SETSLOT goes to the replicas first, and they keep what is open: Valkey
 *     8 and newer
 * @param electsWithoutSlots a replica takes the place of a dead master that owns no slot: Valkey 8
 *     and newer
 * @param hidesForeignKeys keys of slots that a node neither owns nor imports are not counted: where
 *     the server has CLUSTER MIGRATION, Redis 8.4 and newer
 * @param tellsAtOnce every node hears at once of a slot that another takes: where the server has
 *     CLUSTER LINKS, Redis 7.0 and newer and Valkey
 */
record Abilities(
    String version,
    boolean replicatesOpenSlots,
    boolean electsWithoutSlots,
    boolean hidesForeignKeys,
    boolean tellsAtOnce) {
  private static final Pattern VALKEY = Pattern.compile("valkey_version:((\\d+)\\S*)");
  private static final Pattern REDIS = Pattern.compile("redis_version:(\\S+)");

  static Abilities of(ClusterNode node) {
    String info = (String) node.call("INFO", "server");
    Matcher valkey = VALKEY.matcher(info);
    boolean valkey8 = valkey.find() && Integer.parseInt(valkey.group(2)) >= 8;
    Matcher redis = REDIS.matcher(info);
    String version =
        valkey.reset().find()
            ? "Valkey " + valkey.group(1)
            : redis.find() ? "Redis " + redis.group(1) : "unknown";
    return new Abilities(
        version, valkey8, valkey8, has(node, "cluster|migration"), has(node, "cluster|links"));
  }

  static boolean has(ClusterNode node, String command) {
    List<?> answer = (List<?>) node.call("COMMAND", "INFO", command);
    return answer != null && !answer.isEmpty() && answer.getFirst() != null;
  }
}
