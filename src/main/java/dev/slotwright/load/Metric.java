package dev.slotwright.load;

/** What a sample may carry. Gauges are read as they are; counters become rates. */
public enum Metric {
  /** {@code used_memory}, bytes. */
  USED_MEMORY_BYTES("usedMemoryBytes", Kind.GAUGE),
  /** {@code mem_not_counted_for_evict}, bytes: replication and AOF buffers. */
  NOT_COUNTED_FOR_EVICT_BYTES("notCountedForEvictBytes", Kind.GAUGE),
  /** {@code maxmemory}, bytes; 0 without a limit. */
  MAX_MEMORY_BYTES("maxMemoryBytes", Kind.GAUGE),
  /** {@code instantaneous_ops_per_sec}. */
  OPS_PER_SECOND("opsPerSecond", Kind.GAUGE),
  /** {@code total_commands_processed}. */
  COMMANDS_PROCESSED("commandsProcessed", Kind.COUNTER),
  /** {@code used_cpu_user_main_thread + used_cpu_sys_main_thread}, seconds. */
  ENGINE_CPU_SECONDS("engineCpuSeconds", Kind.COUNTER),
  /** {@code total_net_input_bytes}. */
  NET_INPUT_BYTES("netInputBytes", Kind.COUNTER),
  /** {@code total_net_output_bytes}. */
  NET_OUTPUT_BYTES("netOutputBytes", Kind.COUNTER),
  /** {@code connected_clients}. */
  CONNECTED_CLIENTS("connectedClients", Kind.GAUGE),
  /** {@code evicted_keys}. */
  EVICTED_KEYS("evictedKeys", Kind.COUNTER),
  /** Bytes that a replica is behind its master. */
  REPLICA_LAG_BYTES("replicaLagBytes", Kind.GAUGE),
  /** {@code uptime_in_seconds}. */
  UPTIME_SECONDS("uptimeSeconds", Kind.GAUGE);

  /** How the number behaves. */
  public enum Kind {
    GAUGE,
    /** Only grows while the process lives; a smaller value means a restart. */
    COUNTER
  }

  private final String field;
  private final Kind kind;

  Metric(String field, Kind kind) {
    this.field = field;
    this.kind = kind;
  }

  /** The name in the documented JSON. */
  public String field() {
    return field;
  }

  public Kind kind() {
    return kind;
  }
}
