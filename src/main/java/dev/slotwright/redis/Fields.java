package dev.slotwright.redis;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The fields of an INFO reply; which ones there are depends on the server's version. */
public record Fields(Map<String, String> values) {
  private static final Pattern DATABASE = Pattern.compile("db\\d+");
  private static final Pattern COUNT = Pattern.compile("count=(\\d+)");
  private static final Pattern KEYS = Pattern.compile("keys=(\\d+)");

  public Fields {
    values = Map.copyOf(values);
  }

  public Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name));
  }

  public boolean is(String name, String value) {
    return value.equals(values.get(name));
  }

  /** Empty where the field is missing or not a number. */
  public OptionalDouble number(String name) {
    String value = values.get(name);
    try {
      return value == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(value));
    } catch (NumberFormatException notANumber) {
      return OptionalDouble.empty();
    }
  }

  /**
   * 0 where the field is missing, and where the server's unsigned subtraction fell below 0: Redis
   * 8.0 says {@code used_memory_dataset:18446744073709550132} when it is nearly empty.
   */
  public long count(String name) {
    String value = values.get(name);
    return value == null ? 0 : Math.max(0, Long.parseUnsignedLong(value));
  }

  /** Keys of all databases: Valkey 9 has more than one in cluster mode too. */
  public long keys() {
    return values.entrySet().stream()
        .filter(entry -> DATABASE.matcher(entry.getKey()).matches())
        .map(entry -> KEYS.matcher(entry.getValue()))
        .filter(Matcher::find)
        .mapToLong(keys -> Long.parseLong(keys.group(1)))
        .sum();
  }

  /** {@code errorstat_MOVED:count=3}, of Redis 6.2 and newer; 0 where there is none. */
  public long redirects() {
    Matcher count = COUNT.matcher(values.getOrDefault("errorstat_MOVED", ""));
    return count.find() ? Long.parseLong(count.group(1)) : 0;
  }

  /**
   * Such as {@code redis 7.0.15}; Valkey has its own version beside the one it is compatible to.
   */
  public String version() {
    String redis = values.getOrDefault("redis_version", "unknown");
    String name = values.getOrDefault("server_name", "redis");
    return name + " " + values.getOrDefault(name + "_version", redis);
  }
}
