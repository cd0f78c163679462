package dev.slotwright.kubernetes;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long a lease holds and how often it is renewed; see {@link LeaseTiming}. */
@ConfigMapping(prefix = "slotwright.lease")
public interface LeaseConfig {
  /** How long others wait after the last renewal; whole seconds. */
  @WithDefault("15s")
  Duration duration();

  /** Time between renewals by the holder. */
  @WithDefault("5s")
  Duration renew();

  /** Time between looks by those who wait, and the time-out of one request. */
  @WithDefault("2s")
  Duration retry();

  /** By which the holder stops before the others may begin. */
  @WithDefault("3s")
  Duration margin();
}
