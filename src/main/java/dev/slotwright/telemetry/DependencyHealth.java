package dev.slotwright.telemetry;

import dev.slotwright.control.DependencyStatus;
import io.smallrye.health.api.HealthGroup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Whether the peers of this process serve. In a group of its own: a broker that is away must not
 * take the console away.
 */
@HealthGroup("dependencies")
@ApplicationScoped
class DependencyHealth implements HealthCheck {
  private final Instance<DependencyStatus> dependencies;

  DependencyHealth(@Any Instance<DependencyStatus> dependencies) {
    this.dependencies = dependencies;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("dependencies");
    boolean up = true;
    for (DependencyStatus adapter : dependencies) {
      for (DependencyStatus.Status status : adapter.statuses()) {
        up &= status.ok();
        response.withData(
            status.name(),
            "%s since %s: %s"
                .formatted(status.ok() ? "up" : "down", status.since(), status.detail()));
      }
    }
    return response.status(up).build();
  }
}
