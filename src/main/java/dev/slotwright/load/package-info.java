/**
 * What nodes measure and how it is kept: samples, windows by event time, the load of each shard.
 * Imports {@code cluster} only.
 */
package dev.slotwright.load;
