package dev.slotwright.event;

import java.time.Instant;

/**
 * An event with its place in a cluster's story.
 *
 * @param cluster whose story; the empty string for events of the instance (policies)
 * @param sequence 1, 2, 3, … within the cluster, kept in the state record
 * @param at when it happened
 * @param event what happened
 */
public record EventRecord(String cluster, long sequence, Instant at, Event event) {
  /** The same event has the same id however often it is sent. */
  public String id() {
    return (cluster.isEmpty() ? "slotwright" : cluster) + "/" + at.toEpochMilli() + "/" + sequence;
  }
}
