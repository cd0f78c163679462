/**
 * The words of a Redis Cluster as values: slots, nodes, shards, what each node says of the others,
 * and the pods that they run in. Imports {@code java.*} only.
 */
package dev.slotwright.cluster;
