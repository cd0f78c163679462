package dev.slotwright.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values of a document that fits the schema; a field that is not there has the schema's default.
 * Values that only make sense together are reported, not thrown.
 */
final class Fields {
  private static final Pattern PART = Pattern.compile("([0-9]+)(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("([0-9.]+)([a-zA-Z]*)");

  private final String file;
  private final YamlTree.Document document;
  private final PolicySchema schema;
  private final List<Problem> problems;

  Fields(String file, YamlTree.Document document, PolicySchema schema, List<Problem> problems) {
    this.file = file;
    this.document = document;
    this.schema = schema;
    this.problems = problems;
  }

  boolean has(String pointer) {
    return !document.content().at(pointer).isMissingNode();
  }

  int size(String pointer) {
    return document.content().at(pointer).size();
  }

  String text(String pointer) {
    return value(pointer).asText();
  }

  Optional<String> optionalText(String pointer) {
    return has(pointer) ? Optional.of(text(pointer)) : Optional.empty();
  }

  int integer(String pointer) {
    return value(pointer).asInt();
  }

  double number(String pointer) {
    return value(pointer).asDouble();
  }

  OptionalDouble optionalNumber(String pointer) {
    return has(pointer) ? OptionalDouble.of(number(pointer)) : OptionalDouble.empty();
  }

  boolean truth(String pointer) {
    return value(pointer).asBoolean();
  }

  /** A duration within its range; the lower limit when it is outside, which is reported. */
  Duration duration(String pointer, Duration least, Duration most) {
    String text = text(pointer);
    try {
      Duration duration = parseDuration(text);
      if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
        return duration;
      }
      report(pointer, "is " + text, shown(least) + " to " + shown(most));
    } catch (ArithmeticException | IllegalArgumentException | java.time.DateTimeException e) {
      report(pointer, "is " + text, "a duration such as 30s, 5m, 1h, 2d or PT5M");
    }
    return least;
  }

  static Duration parseDuration(String text) {
    if (text.startsWith("P")) {
      return Duration.parse(text);
    }
    Duration sum = Duration.ZERO;
    Matcher part = PART.matcher(text);
    int end = 0;
    while (part.find() && part.start() == end) {
      sum = sum.plus(part(Long.parseLong(part.group(1)), part.group(2)));
      end = part.end();
    }
    if (end == 0 || end != text.length()) {
      throw new IllegalArgumentException("'" + text + "' is not a duration");
    }
    return sum;
  }

  private static Duration part(long count, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  /** Bytes: {@code 600Mi} is 600 times 2 to the 20th, {@code 1G} is 10 to the 9th. */
  static double parseSize(String text) {
    Matcher size = SIZE.matcher(text);
    if (!size.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a size");
    }
    double unit =
        switch (size.group(2)) {
          case "" -> 1;
          case "k", "K" -> 1e3;
          case "M" -> 1e6;
          case "G" -> 1e9;
          case "T" -> 1e12;
          case "Ki" -> 1L << 10;
          case "Mi" -> 1L << 20;
          case "Gi" -> 1L << 30;
          case "Ti" -> 1L << 40;
          default -> throw new IllegalArgumentException("'" + text + "' is not a size");
        };
    return new BigDecimal(size.group(1)).doubleValue() * unit;
  }

  /** What {@code made} makes, or empty with the reason reported at {@code pointer}. */
  <T> Optional<T> made(String pointer, String expected, Supplier<T> made) {
    try {
      return Optional.of(made.get());
    } catch (IllegalArgumentException e) {
      report(pointer, e.getMessage(), expected);
      return Optional.empty();
    }
  }

  void report(String pointer, String problem, String expected) {
    problems.add(
        new Problem(file, document.line(pointer), YamlTree.field(pointer), problem, expected));
  }

  private JsonNode value(String pointer) {
    JsonNode value = document.content().at(pointer);
    return value.isMissingNode() ? schema.defaultAt(pointer) : value;
  }

  private static String shown(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    if (duration.toDays() > 0) {
      return duration.toDays() + "d";
    }
    return duration
        .toString()
        .substring(2)
        .toLowerCase(java.util.Locale.ROOT)
        .replace("0.001s", "1ms");
  }
}
