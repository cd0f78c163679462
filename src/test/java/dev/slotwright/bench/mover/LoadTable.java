package dev.slotwright.bench.mover;

import dev.slotwright.bench.mover.load.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What clients saw of one shape's moves, as Markdown tables. */
final class LoadTable {
  private final Shape shape;
  private final SpeedTable unloaded;
  private final List<LoadedRun> runs = new ArrayList<>();
  private final Map<String, String> absent = new LinkedHashMap<>();

  /**
   * @param unloaded the same contestants without a load
   */
  LoadTable(Shape shape, SpeedTable unloaded) {
    this.shape = shape;
    this.unloaded = unloaded;
  }

  void add(LoadedRun run) {
    runs.add(run);
  }

  void absent(String contestant, String why) {
    absent.put(contestant, why);
  }

  String markdown() {
    List<String> lines = new ArrayList<>();
    lines.add("**" + shape.name() + "** under open-loop load: " + shape.description());
    lines.add("");
    lines.add(
        "| client | contestant | while | due/s | answered/s | p50 ms | p99 ms | p99.9 ms | max ms"
            + " | longest gap of a node, ms | errors | keys missing |");
    lines.add("|---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    runs.forEach(run -> lines.addAll(windows(run)));
    lines.add("");
    lines.add(
        "| client | contestant | p99.9 above mover's CPU | above all CPU | gap above mover's CPU"
            + " | above all CPU | keys/s | of unloaded | capacity/s | lost increments | remarks |");
    lines.add("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|---|");
    runs.forEach(run -> lines.add(differences(run)));
    absent.forEach((name, why) -> lines.add("| | " + name + " ||||||||||" + why + " |"));
    return lines.stream().collect(Collectors.joining("\n"));
  }

  private static List<String> windows(LoadedRun run) {
    return List.of(
        row(run, "load alone, before", run.alone()),
        row(run, "moving", run.move()),
        row(run, burned("mover's CPU burned", run.moverCpu()), run.moverCpu().window()),
        row(run, burned("all the move's CPU burned", run.allCpu()), run.allCpu().window()));
  }

  private static String burned(String what, LoadedRun.Control control) {
    return String.format(Locale.ROOT, "%s: %.2f s/s", what, control.burned());
  }

  private static String row(LoadedRun run, String what, Window window) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %.0f | %.0f | %.2f | %.2f | %.2f | %.1f | %.1f | %d | %d |",
        name(run),
        run.result().contestant(),
        what,
        run.rate(),
        window.perSecond(),
        window.percentile(0.5),
        window.percentile(0.99),
        window.percentile(0.999),
        window.slowestMillis(),
        window.longestGapMillis(),
        window.errors(),
        window.missingKeys());
  }

  private String differences(LoadedRun run) {
    Window move = run.move();
    Window mover = run.moverCpu().window();
    Window all = run.allCpu().window();
    return String.format(
        Locale.ROOT,
        "| %s | %s | %+.2f | %+.2f | %+.1f | %+.1f | %,.0f | %s | %,.0f | %d | %s |",
        name(run),
        run.result().contestant(),
        move.percentile(0.999) - mover.percentile(0.999),
        move.percentile(0.999) - all.percentile(0.999),
        move.longestGapMillis() - mover.longestGapMillis(),
        move.longestGapMillis() - all.longestGapMillis(),
        run.result().speed(),
        unloaded
            .median(run.result().contestant())
            .map(fast -> String.format(Locale.ROOT, "%.2f", run.result().speed() / fast.speed()))
            .orElse(""),
        run.capacity(),
        run.lostIncrements(),
        remarks(run));
  }

  private static String remarks(LoadedRun run) {
    return Stream.concat(
            Stream.of(run.result().remarks()),
            Stream.of(run.alone(), run.move(), run.moverCpu().window(), run.allCpu().window())
                .flatMap(window -> window.firstErrors().stream())
                .limit(2))
        .filter(text -> !text.isEmpty())
        .map(text -> text.replace('|', '/').replace('\n', ' '))
        .collect(Collectors.joining("; "));
  }

  private static String name(LoadedRun run) {
    return run.client().name().toLowerCase(Locale.ROOT);
  }
}
