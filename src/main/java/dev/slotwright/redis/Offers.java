package dev.slotwright.redis;

/** Asks a server what it can do; versions do not tell, Valkey says redis_version 7.2.4. */
public final class Offers {
  private Offers() {}

  /**
   * Whether the node has a command.
   *
   * @param name in lower case, a subcommand as {@code cluster|slot-stats}; servers before 7.0
   *     answer no for every subcommand
   */
  public static boolean command(NodeConnection node, String name) {
    return listed(node.call("COMMAND", "INFO", name));
  }

  /** Whether an answer to {@code COMMAND INFO name} describes a command. */
  public static boolean listed(Reply found) {
    return !found.isNil() && !found.items().isEmpty() && !found.items().getFirst().isNil();
  }
}
