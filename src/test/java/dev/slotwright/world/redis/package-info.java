/**
 * Real Redis and Valkey servers as child processes, and clusters made of them by plain commands.
 * Imports java.* and {@code world.process} only: it must not lean on the adapter it helps to test.
 */
package dev.slotwright.world.redis;
