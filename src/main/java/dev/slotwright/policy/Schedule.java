package dev.slotwright.policy;

/**
 * A floor by the calendar.
 *
 * @param name for verdicts
 * @param calendar when it is in force
 * @param floor the fewest shards while it is
 */
public record Schedule(String name, Calendar calendar, int floor) {}
