/**
 * The servers' own migration of slots, {@code CLUSTER MIGRATION} and {@code CLUSTER MIGRATESLOTS}:
 * what they are asked and told, and what their answers mean. Who asks when is the mover's business.
 * May import the core and the redis package, not the mover.
 */
package dev.slotwright.redis.mover.atomic;
