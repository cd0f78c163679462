package dev.slotwright.operation;

import java.time.Instant;

/**
 * What an operation waits for.
 *
 * @param reason in words
 * @param since when it began to wait for it
 * @param told whether people were told
 */
public record Waiting(String reason, Instant since, boolean told) {}
