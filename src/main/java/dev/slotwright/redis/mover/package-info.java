/**
 * Moves slots of a live cluster: opens some at a time, migrates their keys in batches that fit the
 * pause budget, closes them in the one safe order, and recovers by what the nodes say. Every stage
 * may be repeated. Imports the core, {@code control} and {@code redis}.
 */
package dev.slotwright.redis.mover;
