package dev.slotwright;

import dev.slotwright.config.PoliciesConfig;
import dev.slotwright.config.PolicyDirectory;
import dev.slotwright.control.ControlRoom;
import dev.slotwright.control.SampleSource;
import jakarta.enterprise.context.ApplicationScoped;

/** {@code slotwright run}. */
@ApplicationScoped
class ControllerService {
  private final PoliciesConfig settings;
  private final ControlRoom room;
  private final SampleSource samples;
  private PolicyDirectory policies;

  ControllerService(PoliciesConfig settings, ControlRoom room, SampleSource samples) {
    this.settings = settings;
    this.room = room;
    this.samples = samples;
  }

  /** Policies first: they say how far back samples have to be read. */
  void start() {
    policies = new PolicyDirectory(settings.directory(), settings.interval());
    policies.start();
    room.start(policies);
    samples.start();
  }

  void stop() {
    samples.close();
    policies.close();
    room.close();
  }
}
