package dev.slotwright.world.load;

/**
 * The load at one moment.
 *
 * @param bytes memory of all live keys, estimated as the server would account it
 * @param keys live Redis keys
 * @param opsPerSecond operations acknowledged in the last second
 * @param inFlight operations sent and not yet answered, waiting retries included
 * @param acknowledged operations acknowledged since the start
 * @param clientErrors errors that reached the application since the start
 * @param tryAgain TRYAGAIN answers since the start
 * @param longestClientPauseMillis longest time of any operation so far
 */
public record LoadProgress(
    long bytes,
    int keys,
    long opsPerSecond,
    int inFlight,
    long acknowledged,
    long clientErrors,
    long tryAgain,
    long longestClientPauseMillis) {}
