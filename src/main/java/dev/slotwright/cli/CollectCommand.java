package dev.slotwright.cli;

import dev.slotwright.cluster.Address;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code slotwright collect}: what is not said here comes from {@code slotwright.collect.*}. */
@Command(
    name = "collect",
    description = "Polls the nodes of a cluster and publishes their samples on the metrics topic.",
    mixinStandardHelpOptions = true)
final class CollectCommand implements Callable<Integer> {
  private static final String PREFIX = "slotwright.collect.";

  private final ServiceLauncher launcher;

  @Spec private CommandSpec spec;

  @Option(names = "--cluster", description = "The cluster's name, as policies have it.")
  private Optional<String> cluster;

  @Option(
      names = "--seed",
      split = ",",
      paramLabel = "HOST:PORT",
      description = "Nodes to begin with; the others are found through them.")
  private List<String> seeds;

  @Option(names = "--user", description = "ACL user; the default user when it is left out.")
  private Optional<String> user;

  @Option(names = "--password-file", description = "A file that holds the password.")
  private Optional<Path> passwordFile;

  @Option(names = "--interval", description = "Between two rounds, such as 1s or 10s.")
  private Optional<String> interval;

  CollectCommand(ServiceLauncher launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() {
    Map<String, String> settings = new HashMap<>();
    cluster.ifPresent(name -> settings.put(PREFIX + "cluster", name));
    if (seeds != null) {
      seeds.forEach(this::check);
      settings.put(PREFIX + "seeds", String.join(",", seeds));
    }
    user.ifPresent(name -> settings.put(PREFIX + "user", name));
    passwordFile.ifPresent(file -> settings.put(PREFIX + "password-file", file.toString()));
    interval.ifPresent(pause -> settings.put(PREFIX + "interval", pause));
    return launcher.launch(ServiceLauncher.Service.COLLECTOR, settings);
  }

  private void check(String seed) {
    try {
      Address.parse(seed);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), "--seed: " + e.getMessage(), e);
    }
  }
}
