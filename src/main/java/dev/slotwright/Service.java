package dev.slotwright;

import dev.slotwright.cli.ServiceLauncher;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Starts the service that the command line asked for, and ends it with the process. */
@ApplicationScoped
class Service {
  private final Optional<ServiceLauncher.Service> asked;
  private final Instance<ControllerService> controller;
  private final Instance<CollectorService> collector;

  Service(
      @ConfigProperty(name = "slotwright.service") Optional<ServiceLauncher.Service> asked,
      Instance<ControllerService> controller,
      Instance<CollectorService> collector) {
    this.asked = asked;
    this.controller = controller;
    this.collector = collector;
  }

  void begin(@Observes StartupEvent started) {
    asked.ifPresent(
        service -> {
          switch (service) {
            case CONTROLLER -> controller.get().start();
            case COLLECTOR -> collector.get().start();
          }
        });
  }

  void end(@Observes ShutdownEvent stopping) {
    asked.ifPresent(
        service -> {
          switch (service) {
            case CONTROLLER -> controller.get().stop();
            case COLLECTOR -> collector.get().stop();
          }
        });
  }
}
