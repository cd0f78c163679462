package dev.slotwright.bench.mover;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slotwright.policy.Execution;
import dev.slotwright.world.process.Jvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code slotwright cluster rebalance} as it is packaged: it looks at the cluster, plans by bytes,
 * and moves. Its plan is its own, so it may move a few slots more or fewer than the others; its
 * seconds are those of the move, as it says itself.
 */
record PackagedRebalance(Execution execution, int heapMebibytes, boolean talkative, Duration limit)
    implements Contestant {
  /** System property with the packaged program's jar; the launcher sets it. */
  private static final String APPLICATION = "slotwright.app";

  @Override
  public String name() {
    return "packaged rebalance, " + transport();
  }

  @Override
  public Optional<String> absent(BenchCluster cluster) {
    if (System.getProperty(APPLICATION) == null) {
      return Optional.of("no packaged program here; start with ./slotwright bench mover");
    }
    return execution.transport() == Execution.Transport.ATOMIC
        ? ServerCommand.absentOn(cluster)
        : Optional.empty();
  }

  @Override
  public Measurement run(BenchCluster cluster) {
    Path log = cluster.log("rebalance");
    Stopwatch watch = new Stopwatch(cluster);
    ChildRun run =
        ChildRun.of(name(), command(cluster), Map.of("XDG_STATE_HOME", log + ".state"), log, limit);
    if (talkative) {
      System.err.println(run.output());
    }
    if (run.exitCode() != 0) {
      throw new IllegalStateException("ended with " + run.exitCode() + ":\n" + run.tail(10));
    }
    JsonNode result = result(run.output());
    Map<String, String> remarks = new LinkedHashMap<>();
    MoverProcess.remark(remarks, "longest pause ms", result.path("longestPauseMillis"));
    MoverProcess.remark(remarks, "carried by", result.path("transport"));
    MoverProcess.remark(remarks, "fallback", result.path("fallback"));
    remarks.put("whole process s", String.format(Locale.ROOT, "%.2f", run.seconds()));
    return watch.stop(result.path("seconds").asDouble(), run.cpuSeconds(), remarks);
  }

  private String transport() {
    return execution.transport().name().toLowerCase(Locale.ROOT);
  }

  private List<String> command(BenchCluster cluster) {
    List<String> command = new ArrayList<>(Jvm.small(heapMebibytes));
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(List.of("-jar", System.getProperty(APPLICATION), "cluster", "rebalance"));
    command.addAll(List.of("--seed", cluster.source(0).endpoint()));
    command.addAll(List.of("--yes", "--output", "json", "--transport", transport()));
    command.addAll(List.of("--max-pause", execution.pauseBudget().toMillis() + "ms"));
    command.addAll(List.of("--open-slots", Integer.toString(execution.openSlots())));
    return command;
  }

  /** The object is spread over lines, after what was said on standard error. */
  private static JsonNode result(String output) {
    String json =
        output.lines().dropWhile(line -> !line.equals("{")).collect(Collectors.joining("\n"));
    try {
      return new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON in:\n" + output, e);
    }
  }
}
