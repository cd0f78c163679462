package dev.slotwright.telemetry;

import dev.slotwright.control.IntakeCounts;
import jakarta.enterprise.context.ApplicationScoped;

/** What comes off the metrics topic, as meters. */
@ApplicationScoped
class CountedIntake implements IntakeCounts {
  /** The sender's word is no closed list: whatever no policy names is counted together. */
  private static final String OTHER = "other";

  private final Telemetry telemetry;

  CountedIntake(Telemetry telemetry) {
    this.telemetry = telemetry;
  }

  @Override
  public void decoded(String cluster) {
    telemetry.meters().decoded(telemetry.named(cluster) ? cluster : OTHER);
  }

  @Override
  public void ignoredMetrics(int count) {
    telemetry.meters().ignoredMetrics(count);
  }

  @Override
  public void rejected(String code) {
    telemetry.meters().rejected(code);
  }

  @Override
  public void deadLettered() {
    telemetry.meters().deadLettered(1);
  }

  @Override
  public void deadLetterDropped() {
    telemetry.meters().deadLetterDropped(1);
  }
}
