package dev.slotwright.bench.mover;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slotwright.policy.Execution;
import dev.slotwright.world.process.Jvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Our mover in a JVM of its own. In a fresh one: what the first move after a start costs, the
 * compiler's work included. In a warm one: what it costs the controller, which has moved before.
 * Its seconds are those of the last move itself; its CPU time is that of the whole process.
 *
 * @param before moves there and back before the one that is measured; 0 for a fresh JVM
 * @param heapMebibytes what the JVM may have at most
 * @param javaOptions more of its command line
 * @param talkative whether what it prints is shown
 */
record MoverProcess(
    Execution execution,
    int before,
    int heapMebibytes,
    List<String> javaOptions,
    boolean talkative,
    Duration limit)
    implements Contestant {

  @Override
  public String name() {
    return "slotwright "
        + execution.transport().name().toLowerCase(Locale.ROOT)
        + (before == 0 ? "" : ", warm");
  }

  @Override
  public Optional<String> absent(BenchCluster cluster) {
    return execution.transport() == Execution.Transport.ATOMIC
        ? ServerCommand.absentOn(cluster)
        : Optional.empty();
  }

  @Override
  public Measurement run(BenchCluster cluster) {
    Stopwatch watch = new Stopwatch(cluster);
    ChildRun run = ChildRun.of(name(), command(cluster), cluster.log("mover"), limit);
    if (talkative) {
      System.err.println(run.output());
    }
    if (run.exitCode() != 0) {
      throw new IllegalStateException(why(run));
    }
    JsonNode result = result(run);
    Map<String, String> remarks = new LinkedHashMap<>();
    remark(remarks, "longest pause ms", result.path("longestPauseMillis"));
    remark(remarks, "heap MiB", result.path("heapPeakMebibytes"));
    remark(remarks, "carried by", result.path("transport"));
    remark(remarks, "fallback", result.path("fallback"));
    remark(remarks, "retries", result.path("retries"));
    double seconds = result.path("seconds").asDouble();
    return before == 0
        ? watch.stop(seconds, run.cpuSeconds(), remarks)
        : new Measurement(seconds, Double.NaN, Double.NaN, remarks);
  }

  static void remark(Map<String, String> remarks, String name, JsonNode value) {
    if (value.isNumber()) {
      remarks.put(name, String.format(Locale.ROOT, "%.1f", value.asDouble()));
    } else if (!value.isMissingNode()) {
      remarks.put(name, value.asText());
    }
  }

  /** Its own reason, else the exception that ended it. */
  private static String why(ChildRun run) {
    return run.output()
        .lines()
        .filter(line -> line.startsWith(MoverMain.FAILED) || line.startsWith("Exception in"))
        .findFirst()
        .orElse("ended with " + run.exitCode() + ":\n" + run.tail(10));
  }

  private List<String> command(BenchCluster cluster) {
    List<String> command = new ArrayList<>(Jvm.small(heapMebibytes));
    if (before == 0) {
      // As the launcher starts a command by hand.
      command.add("-XX:TieredStopAtLevel=1");
    }
    command.addAll(javaOptions);
    command.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
    command.addAll(List.of("-cp", Jvm.classPath(), MoverMain.class.getName()));
    command.add(execution.transport().name());
    command.add(Integer.toString(execution.openSlots()));
    command.add(execution.pauseBudget().toString());
    command.add(Integer.toString(before));
    command.add(String.join(",", cluster.nodes().stream().map(node -> node.endpoint()).toList()));
    cluster.transfers().forEach(transfer -> command.add(transfer.argument()));
    return command;
  }

  private static JsonNode result(ChildRun run) {
    String json =
        run.output()
            .lines()
            .filter(line -> line.startsWith("{"))
            .reduce((first, second) -> second)
            .orElseThrow(() -> new IllegalStateException("no result in:\n" + run.tail(10)));
    try {
      return new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not JSON: " + json, e);
    }
  }
}
