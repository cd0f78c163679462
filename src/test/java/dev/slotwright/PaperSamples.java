package dev.slotwright;

import dev.slotwright.cluster.Clusters;
import dev.slotwright.cluster.Role;
import dev.slotwright.control.SampleIntake;
import dev.slotwright.load.Metric;
import dev.slotwright.load.NodeSample;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Samples of the masters of {@link PaperClusters}. */
public final class PaperSamples {
  private PaperSamples() {}

  /** Every master of {@code cluster} is at this share of 100 MB, with 1,000 operations a second. */
  public static void memory(SampleIntake intake, String cluster, List<Double> ratios) {
    Instant now = Instant.now();
    for (int master = 0; master < ratios.size(); master++) {
      intake.record(
          new NodeSample(
              cluster,
              Clusters.master(master),
              now,
              Optional.of(Role.MASTER),
              Map.of(
                  Metric.USED_MEMORY_BYTES, ratios.get(master) * 100e6,
                  Metric.MAX_MEMORY_BYTES, 100e6,
                  Metric.OPS_PER_SECOND, 1000.0)),
          now);
    }
    intake.caughtUp(now.minusSeconds(36_000));
  }
}
