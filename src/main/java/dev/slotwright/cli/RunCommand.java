package dev.slotwright.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code slotwright run}. */
@Command(
    name = "run",
    description = "The controller: judges the clusters that policies name, and looks after them.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  private final ServiceLauncher launcher;

  RunCommand(ServiceLauncher launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() {
    return launcher.launch(ServiceLauncher.Service.CONTROLLER, Map.of());
  }
}
