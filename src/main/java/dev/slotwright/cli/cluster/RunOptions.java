package dev.slotwright.cli.cluster;

import picocli.CommandLine.Option;

/** What is done with the plan and with the result. */
final class RunOptions {
  /** How the result is printed. */
  enum Output {
    TEXT,
    JSON
  }

  @Option(names = "--dry-run", description = "Shows what would be done and does nothing.")
  private boolean dryRun;

  @Option(names = "--yes", description = "Does it without asking.")
  private boolean yes;

  @Option(names = "--output", description = "text or json", defaultValue = "TEXT")
  private Output output;

  boolean dryRun() {
    return dryRun;
  }

  boolean yes() {
    return yes;
  }

  boolean json() {
    return output == Output.JSON;
  }
}
