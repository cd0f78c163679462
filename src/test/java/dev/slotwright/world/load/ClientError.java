package dev.slotwright.world.load;

import java.time.Instant;

/**
 * An error that reached the application.
 *
 * @param at when
 * @param operation what was being done, to which key
 * @param message the client's message, or what was wrong with the answer
 */
public record ClientError(Instant at, String operation, String message) {}
