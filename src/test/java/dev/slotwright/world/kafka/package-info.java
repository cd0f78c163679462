/** A real Kafka broker in a JVM of its own. Imports java.*, Kafka and {@code world.process}. */
package dev.slotwright.world.kafka;
