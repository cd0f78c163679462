package dev.slotwright.cli;

import dev.slotwright.cli.cluster.ClusterAccess;
import dev.slotwright.cli.cluster.ClusterCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The whole command line. */
@Command(
    name = "slotwright",
    description = "Grows, shrinks and balances a live Redis or Valkey cluster on Kubernetes.",
    mixinStandardHelpOptions = true,
    versionProvider = SlotwrightCommand.Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class SlotwrightCommand implements Runnable {
  @Spec private CommandSpec spec;

  private SlotwrightCommand() {}

  /** Puts the commands together. */
  public static CommandLine with(
      ServiceLauncher launcher, PolicyFiles policies, ClusterAccess clusters) {
    return new CommandLine(new SlotwrightCommand())
        .addSubcommand(new RunCommand(launcher))
        .addSubcommand(new CollectCommand(launcher))
        .addSubcommand(
            new CommandLine(new PolicyCommand()).addSubcommand(new PolicyCheckCommand(policies)))
        .addSubcommand(ClusterCommand.with(clusters))
        .setExecutionExceptionHandler(new Failures())
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "say what to do");
  }

  /** The version of the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = SlotwrightCommand.class.getPackage().getImplementationVersion();
      return new String[] {"slotwright " + (version == null ? "development" : version)};
    }
  }
}
