package dev.slotwright.telemetry;

import dev.slotwright.control.ClusterStatus;
import dev.slotwright.control.ControlRoom;
import io.smallrye.health.api.HealthGroup;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** Whether every cluster could be looked after at the last try. */
@HealthGroup("dependencies")
@ApplicationScoped
class ClusterHealth implements HealthCheck {
  private final ControlRoom room;

  ClusterHealth(ControlRoom room) {
    this.room = room;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("clusters");
    boolean up = true;
    for (ClusterStatus status : room.clusters()) {
      up &= status.problem().isEmpty();
      String well = status.leading() ? "looked after" : "another instance is in charge";
      response.withData(status.cluster().name(), status.problem().orElse(well));
    }
    return response.status(up).build();
  }
}
