package dev.slotwright.world.load;

/**
 * One key that is not as the ledger says.
 *
 * @param key the Redis key; for a group the first of its keys
 * @param slot its hash slot; -1 when the server does not show which key it is
 * @param expected what was acknowledged
 * @param got what the cluster holds
 */
public record Mismatch(String key, int slot, String expected, String got) {}
