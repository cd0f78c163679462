package dev.slotwright.cli.cluster;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code slotwright cluster}. */
@Command(
    name = "cluster",
    description = "Looks at a cluster and changes it by hand.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class ClusterCommand implements Runnable {
  @Spec private CommandSpec spec;

  private ClusterCommand() {}

  /** Puts the commands together, for the terminal of this process. */
  public static CommandLine with(ClusterAccess access) {
    return with(access, new SystemTerminal());
  }

  static CommandLine with(ClusterAccess access, Terminal terminal) {
    return new CommandLine(new ClusterCommand())
        .addSubcommand(new CheckCommand(access, terminal))
        .addSubcommand(new PlanCommand(access, terminal))
        .addSubcommand(new RebalanceCommand(access, terminal))
        .addSubcommand(new DrainCommand(access, terminal))
        .addSubcommand(new JoinCommand(access, terminal))
        .addSubcommand(new RepairCommand(access, terminal))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "say what to do: check, plan, rebalance, drain, join or repair");
  }
}
