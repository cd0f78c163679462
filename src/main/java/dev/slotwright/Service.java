package dev.slotwright;

import dev.slotwright.cli.ExitCode;
import dev.slotwright.cli.ServiceLauncher;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.io.UncheckedIOException;
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

  /** Configuration that makes no sense ends the process with one line and the exit code for it. */
  void begin(@Observes StartupEvent started) {
    try {
      asked.ifPresent(this::begin);
    } catch (IllegalArgumentException | UncheckedIOException e) {
      System.err.println("slotwright: " + e.getMessage());
      Quarkus.asyncExit(ExitCode.INVALID);
    }
  }

  private void begin(ServiceLauncher.Service service) {
    switch (service) {
      case CONTROLLER -> controller.get().start();
      case COLLECTOR -> collector.get().start();
    }
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
