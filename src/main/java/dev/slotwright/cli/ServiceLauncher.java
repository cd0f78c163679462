package dev.slotwright.cli;

import java.util.Map;

/** Starts one of the services and stays until it is told to stop. */
@FunctionalInterface
public interface ServiceLauncher {
  /** Which service. */
  enum Service {
    CONTROLLER,
    COLLECTOR
  }

  /**
   * @param settings configuration that the command line overrides, by key
   * @return the exit code
   */
  int launch(Service service, Map<String, String> settings);
}
