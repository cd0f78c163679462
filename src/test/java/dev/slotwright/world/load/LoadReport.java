package dev.slotwright.world.load;

import java.util.List;
import java.util.Map;

/**
 * What the load saw, from start to stop. All times count from when an operation was due, not from
 * when it could be sent, so that a stall is not hidden. Operations due in the first three seconds,
 * while this JVM still loads and compiles the client, are checked and counted but not timed.
 *
 * @param opsSent operations sent, retries not counted again
 * @param acknowledged operations that succeeded
 * @param clientErrors operations that failed, or whose answer contradicts the ledger
 * @param clientRetries attempts that the application itself made again
 * @param tryAgain TRYAGAIN answers; the only error that the application retries
 * @param unknownOutcomes keys set aside because nobody can say whether a write was executed, or
 *     whether once or twice
 * @param longestClientPauseMillis longest time of any operation
 * @param p50Millis median time
 * @param p99Millis 99th percentile
 * @param p999Millis 99.9th percentile
 * @param longestGapMillis for each node {@code host:port}, the longest time in which operations
 *     were waiting for it and none succeeded
 * @param keys live Redis keys at the end
 * @param bytes their memory, estimated as the server would account it
 * @param firstErrors the first errors, at most 20
 */
public record LoadReport(
    long opsSent,
    long acknowledged,
    long clientErrors,
    long clientRetries,
    long tryAgain,
    long unknownOutcomes,
    long longestClientPauseMillis,
    double p50Millis,
    double p99Millis,
    double p999Millis,
    Map<String, Long> longestGapMillis,
    int keys,
    long bytes,
    List<ClientError> firstErrors) {}
