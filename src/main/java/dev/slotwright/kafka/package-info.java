/**
 * Samples in, events and dead letters out: the dialects of the metrics topic, the consumer, the
 * producer, the topics themselves. Imports the core and {@code control}, Kafka's clients, Jackson
 * and the framework; never another adapter.
 */
package dev.slotwright.kafka;
