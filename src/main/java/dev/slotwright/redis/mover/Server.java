package dev.slotwright.redis.mover;

import java.util.regex.Pattern;

/**
 * What matters of the program that a node runs.
 *
 * @param replicatesSetSlot Valkey from 8.0 on runs SETSLOT on the replicas first and holds the
 *     connection meanwhile. Within MULTI such a SETSLOT ends the whole server (seen with Valkey
 *     9.1.2 with a replica), so it is never sent there, with or without replicas
 */
record Server(boolean replicatesSetSlot) {
  private static final Pattern VALKEY = Pattern.compile("(?m)^(valkey_version|server_name):");

  /** Reads INFO server; a fork that calls itself by another name is taken for the more careful. */
  static Server parse(String text) {
    return new Server(VALKEY.matcher(text).find());
  }
}
