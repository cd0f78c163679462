package dev.slotwright.bench.mover;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One shape's results as a Markdown table: the median run of each contestant, and ratios. */
final class SpeedTable {
  private final Shape shape;
  private final Map<String, List<Result>> runs = new LinkedHashMap<>();
  private final Map<String, String> absent = new LinkedHashMap<>();

  SpeedTable(Shape shape) {
    this.shape = shape;
  }

  void add(Result result) {
    runs.computeIfAbsent(result.contestant(), name -> new ArrayList<>()).add(result);
  }

  /** Somebody took no part, or failed. */
  void absent(String contestant, String why) {
    absent.put(contestant, why);
  }

  Optional<Result> median(String contestant) {
    return Optional.ofNullable(runs.get(contestant)).map(Result::median);
  }

  String markdown() {
    List<String> lines = new ArrayList<>();
    lines.add("**" + shape.name() + "**: " + shape.description());
    lines.add("");
    lines.add(
        "| contestant | s | slots | keys | "
            + (shape.keys() == 0 ? "slots/s" : "keys/s")
            + " | MB/s | CPU s servers | CPU s mover | x redis-cli default | x redis-cli best"
            + " | of DUMP+RESTORE+DEL | of bare MIGRATE | of server's own | remarks |");
    lines.add("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|");
    runs.keySet().forEach(name -> lines.add(row(median(name).orElseThrow())));
    absent.forEach((name, why) -> lines.add("| " + name + " |||||||||||||" + why + " |"));
    return String.join("\n", lines);
  }

  private String row(Result result) {
    return String.format(
        Locale.ROOT,
        "| %s | %.2f | %d | %d | %,.0f | %.1f | %s | %s | %s | %s | %s | %s | %s | %s |",
        result.contestant(),
        result.seconds(),
        result.moved().slots(),
        result.moved().keys(),
        result.speed(),
        result.megabytesPerSecond(),
        number(result.measurement().serverCpuSeconds(), "%.2f"),
        number(result.measurement().moverCpuSeconds(), "%.2f"),
        ratio(result, redisCliDefault()),
        ratio(result, redisCliBest()),
        ratio(result, named("ceiling: DUMP")),
        ratio(result, named("ceiling: bare MIGRATE")),
        ratio(result, named("server's own")),
        remarks(result));
  }

  private String remarks(Result result) {
    List<Result> all = runs.get(result.contestant());
    if (all.size() == 1) {
      return result.remarks();
    }
    return String.format(
        Locale.ROOT,
        "%s%smedian of %d, %,.0f to %,.0f",
        result.remarks(),
        result.remarks().isEmpty() ? "" : "; ",
        all.size(),
        all.stream().mapToDouble(Result::speed).min().orElseThrow(),
        all.stream().mapToDouble(Result::speed).max().orElseThrow());
  }

  private static String ratio(Result result, Optional<Result> other) {
    return number(other.map(o -> result.speed() / o.speed()).orElse(Double.NaN), "%.2f");
  }

  private static String number(double value, String format) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
  }

  private Optional<Result> redisCliDefault() {
    return median(new RedisCliRebalance(RedisCliRebalance.DEFAULT_PIPELINE, null).name());
  }

  private Optional<Result> redisCliBest() {
    return runs.keySet().stream()
        .filter(name -> name.startsWith("redis-cli"))
        .map(name -> median(name).orElseThrow())
        .max(Comparator.comparingDouble(Result::speed));
  }

  private Optional<Result> named(String beginning) {
    return runs.keySet().stream()
        .filter(name -> name.startsWith(beginning))
        .findFirst()
        .flatMap(this::median);
  }
}
