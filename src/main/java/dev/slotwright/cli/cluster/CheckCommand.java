package dev.slotwright.cli.cluster;

import dev.slotwright.cli.ExitCode;
import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.NodeReport;
import dev.slotwright.cluster.Slot;
import dev.slotwright.cluster.check.ClusterCheck;
import dev.slotwright.cluster.check.Finding;
import dev.slotwright.cluster.check.Finding.Severity;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code slotwright cluster check}. */
@Command(
    name = "check",
    description = "Tells what is wrong with the cluster; exit code 1 when an error is found.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class CheckCommand extends ClusterWork {
  /** A change of owners is on its way to all nodes for a moment, and no fault. */
  private static final Duration GOSSIP = Duration.ofSeconds(3);

  CheckCommand(ClusterAccess access, Terminal terminal) {
    super(access, terminal);
  }

  @Override
  Result work(Bench bench) {
    ClusterView view =
        new WholeView(bench.session().redis(), bench.target().seeds()).agreed(GOSSIP);
    List<Finding> findings = ClusterCheck.findings(view, bench.session().inspector().inspect(view));
    long errors = findings.stream().filter(f -> f.severity() == Severity.ERROR).count();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("errors", errors);
    fields.put("warnings", findings.size() - errors);
    fields.put("masters", view.masters().size());
    fields.put("replicas", view.nodes().size() - view.masters().size());
    fields.put("slotsOwned", view.assigned().size());
    fields.put("keys", keys(view));
    fields.put("findings", findings.stream().map(f -> fields(view, f)).toList());
    bench.printer().result(text(view, findings, errors));
    int exitCode = errors > 0 ? ExitCode.FAILED : ExitCode.DONE;
    return Result.of(exitCode, errors > 0 ? "errors" : "ok", fields);
  }

  private static String text(ClusterView view, List<Finding> findings, long errors) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : findings) {
      text.append(finding.severity().name().toLowerCase(Locale.ROOT))
          .append(": ")
          .append(finding.what())
          .append("\n  ")
          .append(finding.remedy())
          .append('\n');
    }
    return text.append(
            "%s, %s, %s of %s slots owned, %s: %s, %s%n"
                .formatted(
                    Amounts.counted(view.masters().size(), "master"),
                    Amounts.counted(view.nodes().size() - view.masters().size(), "replica"),
                    Amounts.count(view.assigned().size()),
                    Amounts.count(Slot.COUNT),
                    Amounts.counted(keys(view), "key"),
                    Amounts.counted(errors, "error"),
                    Amounts.counted(findings.size() - errors, "warning")))
        .toString();
  }

  private static long keys(ClusterView view) {
    return view.owners().stream()
        .flatMap(owner -> view.report(owner.id()).stream())
        .mapToLong(NodeReport::keys)
        .sum();
  }

  private static Map<String, Object> fields(ClusterView view, Finding finding) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("severity", finding.severity().name().toLowerCase(Locale.ROOT));
    fields.put("code", finding.code().name());
    finding
        .node()
        .ifPresent(
            id -> {
              fields.put("node", id.value());
              view.node(id).ifPresent(node -> fields.put("address", node.address().toString()));
            });
    fields.put("what", finding.what());
    fields.put("remedy", finding.remedy());
    return fields;
  }
}
