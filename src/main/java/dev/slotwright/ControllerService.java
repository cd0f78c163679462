package dev.slotwright;

import dev.slotwright.config.PoliciesConfig;
import dev.slotwright.config.PolicyDirectory;
import dev.slotwright.control.ControlRoom;
import dev.slotwright.control.SampleSource;
import dev.slotwright.telemetry.Telemetry;
import jakarta.enterprise.context.ApplicationScoped;

/** {@code slotwright run}. */
@ApplicationScoped
class ControllerService {
  private final PoliciesConfig settings;
  private final ControlRoom room;
  private final SampleSource samples;
  private final Telemetry telemetry;
  private PolicyDirectory policies;

  ControllerService(
      PoliciesConfig settings, ControlRoom room, SampleSource samples, Telemetry telemetry) {
    this.settings = settings;
    this.room = room;
    this.samples = samples;
    this.telemetry = telemetry;
  }

  /** Policies first: they say how far back samples have to be read. */
  void start() {
    policies = new PolicyDirectory(settings.directory(), settings.interval());
    policies.start();
    telemetry.follow(room);
    room.start(policies);
    samples.start();
  }

  void stop() {
    samples.close();
    policies.close();
    room.close();
    telemetry.stop();
  }
}
