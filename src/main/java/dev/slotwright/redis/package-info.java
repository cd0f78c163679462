/**
 * Redis and Valkey through Lettuce: one plain connection a node, what nodes say of themselves and
 * of each other, joining and leaving, and their numbers. The slot mover lives in {@code mover}.
 * Imports the core, {@code control} and Lettuce; nothing of Lettuce is visible outside.
 */
package dev.slotwright.redis;
