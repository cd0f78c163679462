package dev.slotwright.world.demo;

import dev.slotwright.world.load.ClientError;
import dev.slotwright.world.load.Mismatch;
import java.util.List;
import java.util.Locale;

/** What the demo found, as DESIGN names it. */
public record DemoSummary(
    String server,
    long seed,
    double seconds,
    double secondsToFormed,
    long keysVerified,
    long keysLost,
    long keysWrong,
    long keysDuplicated,
    long clientErrors,
    long clientRetries,
    long tryAgain,
    long unknownOutcomes,
    long operations,
    double operationsPerSecond,
    double p50Millis,
    double p99Millis,
    double p999Millis,
    long longestClientPauseMillis,
    long peakKeys,
    long peakBytes,
    int slotsMoved,
    long bytesMoved,
    int peakShards,
    int finalShards,
    double secondsBreachToFirstSlot,
    double secondsBreachToBalanced,
    int verdicts,
    double verdictLatencyP99Millis,
    long controllerHeapPeakMebibytes,
    List<ClientError> firstErrors,
    List<Mismatch> firstMismatches,
    int peakShardsWanted) {

  /** Nothing was lost, no client saw an error, and the story was told to its end. */
  public boolean good() {
    return keysLost == 0
        && keysWrong == 0
        && keysDuplicated == 0
        && clientErrors == 0
        && unknownOutcomes == 0
        && keysVerified > 0
        && peakShards >= peakShardsWanted
        && finalShards == 3;
  }

  public String text() {
    String table =
        """

        %s after %.1f s on %s (seed %d)
          keys       %,d verified, %d lost, %d wrong, %d on two masters
          clients    %d errors, %d retries (%d TRYAGAIN), %,d operations, %.0f a second
          latency    p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, longest %d ms
          shards     3 -> %d -> %d, formed after %.1f s
          moved      %,d slots, %.1f MB of at most %.1f MB and %,d keys
          decisions  %d verdicts, told within %.0f ms of the sample (p99)
          breach     first slot after %.1f s, balanced after %.1f s
          controller heap at most %d MiB
        """
            .formatted(
                good() ? "All well" : "NOT WELL",
                seconds,
                server,
                seed,
                keysVerified,
                keysLost,
                keysWrong,
                keysDuplicated,
                clientErrors,
                clientRetries,
                tryAgain,
                operations,
                operationsPerSecond,
                p50Millis,
                p99Millis,
                p999Millis,
                longestClientPauseMillis,
                peakShards,
                finalShards,
                secondsToFormed,
                slotsMoved,
                bytesMoved / 1e6,
                peakBytes / 1e6,
                peakKeys,
                verdicts,
                verdictLatencyP99Millis,
                secondsBreachToFirstSlot,
                secondsBreachToBalanced,
                controllerHeapPeakMebibytes);
    StringBuilder text = new StringBuilder(table);
    firstErrors.forEach(error -> text.append("  error      ").append(error).append('\n'));
    firstMismatches.forEach(found -> text.append("  mismatch   ").append(found).append('\n'));
    return text.toString().formatted(Locale.ROOT);
  }
}
