package dev.slotwright.redis;

import dev.slotwright.load.Metric;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What an INFO reply measures; a field that the server does not have is left out. */
final class Measurements {
  private static final Map<Metric, String> FIELDS =
      Map.of(
          Metric.USED_MEMORY_BYTES, "used_memory",
          Metric.NOT_COUNTED_FOR_EVICT_BYTES, "mem_not_counted_for_evict",
          Metric.MAX_MEMORY_BYTES, "maxmemory",
          Metric.OPS_PER_SECOND, "instantaneous_ops_per_sec",
          Metric.COMMANDS_PROCESSED, "total_commands_processed",
          Metric.NET_INPUT_BYTES, "total_net_input_bytes",
          Metric.NET_OUTPUT_BYTES, "total_net_output_bytes",
          Metric.CONNECTED_CLIENTS, "connected_clients",
          Metric.EVICTED_KEYS, "evicted_keys",
          Metric.UPTIME_SECONDS, "uptime_in_seconds");

  private Measurements() {}

  /**
   * @param masterOffset of a replica: the replication offset of its master, where it is known
   */
  static Map<Metric, Double> of(Fields fields, OptionalLong masterOffset) {
    Map<Metric, Double> values = new EnumMap<>(Metric.class);
    FIELDS.forEach(
        (metric, field) -> fields.number(field).ifPresent(value -> values.put(metric, value)));
    engineCpu(fields).ifPresent(value -> values.put(Metric.ENGINE_CPU_SECONDS, value));
    if (masterOffset.isPresent()) {
      // The two were not asked at the same moment: a replica may seem ahead.
      fields
          .number("slave_repl_offset")
          .ifPresent(
              own ->
                  values.put(
                      Metric.REPLICA_LAG_BYTES, Math.max(0, masterOffset.getAsLong() - own)));
    }
    return values;
  }

  /** Servers before 6.2 have no figure of the main thread alone; theirs is of the whole process. */
  private static OptionalDouble engineCpu(Fields fields) {
    OptionalDouble main = sum(fields, "used_cpu_user_main_thread", "used_cpu_sys_main_thread");
    return main.isPresent() ? main : sum(fields, "used_cpu_user", "used_cpu_sys");
  }

  private static OptionalDouble sum(Fields fields, String one, String other) {
    OptionalDouble first = fields.number(one);
    OptionalDouble second = fields.number(other);
    return first.isPresent() && second.isPresent()
        ? OptionalDouble.of(first.getAsDouble() + second.getAsDouble())
        : OptionalDouble.empty();
  }
}
