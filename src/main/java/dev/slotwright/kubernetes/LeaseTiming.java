package dev.slotwright.kubernetes;

import java.time.Duration;

/**
 * How long a lease holds and how often it is renewed.
 *
 * @param lease how long others wait after the last renewal, whole seconds, 1 s or more
 * @param renew between renewals by the holder
 * @param retry between looks by those who wait
 * @param margin by which the holder stops before the others may begin; covers clocks that run at
 *     different speeds and a mutation that is on its way
 */
public record LeaseTiming(Duration lease, Duration renew, Duration retry, Duration margin) {
  public static final LeaseTiming DEFAULT =
      new LeaseTiming(
          Duration.ofSeconds(15),
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          Duration.ofSeconds(3));

  /**
   * @throws IllegalArgumentException when the settings do not fit together
   */
  public static LeaseTiming of(LeaseConfig config) {
    return new LeaseTiming(config.duration(), config.renew(), config.retry(), config.margin());
  }

  public LeaseTiming {
    if (lease.toSeconds() < 1 || lease.toNanosPart() != 0) {
      throw new IllegalArgumentException("lease " + lease + " is not whole seconds, 1 or more");
    }
    if (!renew.isPositive() || !retry.isPositive() || margin.isNegative()) {
      throw new IllegalArgumentException("renew and retry must be above zero, margin not below");
    }
    if (renew.plus(margin).compareTo(lease) >= 0) {
      throw new IllegalArgumentException(
          "renew " + renew + " plus margin " + margin + " is not shorter than lease " + lease);
    }
  }
}
