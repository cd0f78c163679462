package dev.slotwright.cli.cluster;

import dev.slotwright.cli.ExitCode;
import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.check.ClusterCheck;
import dev.slotwright.cluster.check.Finding;
import dev.slotwright.cluster.check.NodeDetail;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;

/** {@code slotwright cluster repair}. */
@Command(
    name = "repair",
    description =
        "Closes slots that a broken move left open, and puts back what it had set on nodes.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class RepairCommand extends ClusterWork {
  private static final Duration PAUSE = Duration.ofMillis(250);

  /** Replicas take the closing from their masters, and gossip tells of new owners. */
  private static final Duration SETTLING = Duration.ofSeconds(10);

  RepairCommand(ClusterAccess access, Terminal terminal) {
    super(access, terminal);
  }

  @Override
  Result work(Bench bench) {
    WholeView reading = new WholeView(bench.session().redis(), bench.target().seeds());
    ClusterView view = reading.read();
    List<String> open = open(bench, view);
    open.forEach(line -> bench.printer().result(line + "\n"));
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("open", open);
    if (run().dryRun()) {
      return Result.of(ExitCode.DONE, "planned", fields);
    }
    confirm(
        bench.printer(),
        open.isEmpty()
            ? "end tasks left in flight and remove copies of keys that their owner has"
            : "close them, although somebody may be moving them now");
    List<String> done = bench.session().mover().closeOpenSlots(view);
    done.forEach(line -> bench.printer().result(line + "\n"));
    List<String> left = settled(bench, reading);
    left.forEach(line -> bench.printer().result("still open: " + line + "\n"));
    bench.printer().result(left.isEmpty() ? "no slot is open\n" : "");
    fields.put("done", done);
    fields.put("left", left);
    int exitCode = left.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    return Result.of(exitCode, Result.word(exitCode), fields);
  }

  /** What is open, as {@code check} says it. */
  private static List<String> open(Bench bench, ClusterView view) {
    List<NodeDetail> details = bench.session().inspector().inspect(view);
    return ClusterCheck.findings(view, details).stream()
        .filter(finding -> finding.code() == Finding.Code.SLOT_OPEN)
        .map(Finding::what)
        .toList();
  }

  private static List<String> settled(Bench bench, WholeView reading) {
    long deadline = System.nanoTime() + SETTLING.toNanos();
    List<String> left = open(bench, reading.read());
    while (!left.isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(PAUSE.toNanos());
      left = open(bench, reading.read());
    }
    return left;
  }
}
