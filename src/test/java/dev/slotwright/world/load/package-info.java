/**
 * The client side of the local world: an open-loop load of ordinary Redis Cluster traffic, a ledger
 * of every acknowledged write, and the final comparison of that ledger with what the cluster holds.
 *
 * <p>May import {@code java.*}, Lettuce and HdrHistogram; knows nothing of the controller.
 */
package dev.slotwright.world.load;
