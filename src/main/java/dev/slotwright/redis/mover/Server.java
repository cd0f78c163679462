package dev.slotwright.redis.mover;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What matters of the program that a node runs.
 *
 * @param replicatesSetSlot Valkey from 8.0 on runs SETSLOT on the replicas first and holds the
 *     connection meanwhile. Within MULTI such a SETSLOT ends the whole server (seen with Valkey
 *     9.1.2 with a replica), so it is never sent there, with or without replicas
 * @param hidesForeignKeys Redis 8.4 and newer neither count nor list keys of slots that the node
 *     neither owns nor imports
 * @param tellsAtOnce Redis 7.0 and newer, and Valkey, tell every node of a slot that they take;
 *     older ones leave it to the next ping
 * @param runId another one after each start; empty where it is not told
 */
record Server(
    boolean replicatesSetSlot, boolean hidesForeignKeys, boolean tellsAtOnce, String runId) {
  private static final Pattern VALKEY = Pattern.compile("(?m)^(valkey_version|server_name):");
  private static final Pattern REDIS = Pattern.compile("(?m)^redis_version:(\\d+)\\.(\\d+)");

  private static final Pattern RUN_ID = Pattern.compile("(?m)^run_id:(\\w+)");

  /** Reads INFO server; a fork that calls itself by another name is taken for the more careful. */
  static Server parse(String text) {
    boolean valkey = VALKEY.matcher(text).find();
    Matcher redis = REDIS.matcher(text);
    int version =
        redis.find()
            ? Integer.parseInt(redis.group(1)) * 100 + Integer.parseInt(redis.group(2))
            : 0;
    Matcher run = RUN_ID.matcher(text);
    return new Server(
        valkey,
        !valkey && version >= 804,
        valkey || version >= 700,
        run.find() ? run.group(1) : "");
  }
}
