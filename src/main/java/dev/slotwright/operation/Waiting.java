package dev.slotwright.operation;

import java.time.Instant;

/**
 * What an operation waits for.
 *
 * @param reason in words
 * @param since when it began to wait for it; of a planned rest, when it ends
 * @param told whether people were told, or need not be
 */
public record Waiting(String reason, Instant since, boolean told) {}
