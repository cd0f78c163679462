package dev.slotwright.telemetry;

import dev.slotwright.control.MoveTotals;
import dev.slotwright.event.Event;
import dev.slotwright.event.EventRecord;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * Every meter of this product, by its name. {@code slotwright.slots.moved} is exported as {@code
 * slotwright_slots_moved_total}. Thread-safe.
 */
final class Meters {
  private static final String CLUSTER = "cluster";
  private static final String KIND = "kind";

  /** Bounds of the histogram of verdict latency. */
  private static final Duration[] LATENCIES = {
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(15)
  };

  /** Gauges of what is, taken anew every second. */
  enum Table {
    LEADING("slotwright.leading", "1 while this instance is in charge of the cluster"),
    SHARDS("slotwright.shards", "Masters that own slots"),
    SHARDS_WANTED("slotwright.desired.shards", "Shards that the last verdict asks for"),
    MASTERS("slotwright.masters", "Masters, those without slots included"),
    REPLICAS("slotwright.replicas", "Replicas"),
    PODS("slotwright.pods", "Pods, by state: desired or ready"),
    CLUSTER_OK("slotwright.cluster.ok", "1 while every slot is owned and every node says so"),
    PROBLEM("slotwright.problem", "1 while the cluster cannot be looked after"),
    PAUSED("slotwright.paused", "1 while everything is paused"),
    OPERATION("slotwright.operation.in.flight", "1 for the kind that is in flight"),
    OPEN_SLOTS("slotwright.open.slots", "Slots on their way right now"),
    MOVE_SLOTS_LEFT("slotwright.move.slots.left", "Slots that the current order has still to move"),
    MOVE_KEYS("slotwright.move.keys.per.second", "Keys moved a second, over the last seconds"),
    MOVE_SECONDS("slotwright.move.seconds.left", "Estimate; absent while there is none"),
    MOVE_SHARE("slotwright.move.share", "Of the time that moving may take; 0 while it is paused"),
    MOVE_TRANSPORT("slotwright.move.transport", "1 for what carries keys of the current order"),
    MOVE_BATCH_KEYS("slotwright.move.batch.keys", "Keys that one MIGRATE batch may hold"),
    MOVE_BATCH_BYTES("slotwright.move.batch.bytes", "Bytes that one MIGRATE batch may hold"),
    MOVE_PAUSE("slotwright.migrate.longest.pause.seconds", "Longest MIGRATE of the current order"),
    OUTBOX("slotwright.outbox.events", "Events that the broker has not confirmed"),
    SHARD_MEMORY("slotwright.shard.memory.bytes", "Memory that counts against maxmemory"),
    SHARD_MEMORY_LIMIT("slotwright.shard.memory.limit.bytes", "maxmemory"),
    SHARD_SLOTS("slotwright.shard.slots", "Slots that the shard owns"),
    SHARD_SIGNAL("slotwright.shard.signal", "A signal of the shard, in the policy's unit"),
    SIGNAL_TARGET("slotwright.signal.target", "The policy's target of a signal"),
    SIGNAL_HARD("slotwright.signal.hard", "The policy's hard limit of a signal"),
    POLICIES("slotwright.policies.loaded", "Policies in force"),
    DEPENDENCY("slotwright.dependency.up", "1 while the peer serves");

    private final String meter;
    private final String description;

    Table(String meter, String description) {
      this.meter = meter;
      this.description = description;
    }
  }

  private final MeterRegistry registry;
  private final MoveMeters moves;
  private final Map<Table, GaugeTable> tables = new EnumMap<>(Table.class);

  Meters(MeterRegistry registry) {
    this.registry = registry;
    this.moves = new MoveMeters(registry);
    for (Table table : Table.values()) {
      tables.put(table, new GaugeTable(registry, table.meter, table.description));
    }
    deadLettered(0);
    deadLetterDropped(0);
    ignoredMetrics(0);
    registry.counter("slotwright.policy.rejected");
  }

  /** What the mover of a cluster has taken so far. */
  void count(String cluster, MoveTotals totals) {
    moves.count(cluster, totals);
  }

  void show(Table table, Map<Tags, Double> rows) {
    tables.get(table).show(rows);
  }

  /**
   * @param now when it was told, for the latency of verdicts
   */
  void count(EventRecord told, Instant now) {
    String cluster = told.cluster();
    if (!cluster.isEmpty()) {
      registry
          .counter("slotwright.events", CLUSTER, cluster, "type", told.event().type())
          .increment();
    }
    switch (told.event()) {
      case Event.VerdictReached e -> verdict(cluster, e, now);
      case Event.OperationStarted e -> operation("started", cluster, e.kind());
      case Event.OperationBlocked e -> operation("blocked", cluster, e.kind());
      case Event.OperationAborted e -> operation("aborted", cluster, e.kind());
      case Event.OperationCompleted e -> {
        operation("completed", cluster, e.kind());
        Timer.builder("slotwright.operation.duration")
            .description("From an operation's beginning to its end")
            .tags(CLUSTER, cluster, KIND, e.kind())
            .register(registry)
            .record(Duration.ofSeconds(e.seconds()));
      }
      case Event.SlotsMoved e -> moved(cluster, e);
      case Event.PolicyRejected e -> registry.counter("slotwright.policy.rejected").increment();
      case Event.StepTaken e -> {}
      case Event.SlotsWithdrawn e -> {}
      case Event.MasterReplaced e ->
          registry.counter("slotwright.masters.replaced", CLUSTER, cluster).increment();
      case Event.MovePaced e -> {}
      case Event.TransportFellBack e -> fellBack(cluster, e);
      case Event.PolicyLoaded e -> {}
      case Event.PolicyRemoved e -> {}
      case Event.Audited e -> {}
      case Event.Warned e -> {}
      case Event.Merged e -> {}
    }
  }

  private void verdict(String cluster, Event.VerdictReached e, Instant now) {
    registry
        .counter("slotwright.verdicts", CLUSTER, cluster, "verdict", e.verdict(), "code", e.code())
        .increment();
    e.newestArrival()
        .ifPresent(
            arrival ->
                Timer.builder("slotwright.verdict.latency")
                    .description("From the newest sample's arrival on the topic to the verdict")
                    .serviceLevelObjectives(LATENCIES)
                    .tags(CLUSTER, cluster)
                    .register(registry)
                    .record(positive(Duration.between(arrival, now))));
  }

  /** The broker's clock may be ahead. */
  private static Duration positive(Duration latency) {
    return latency.isNegative() ? Duration.ZERO : latency;
  }

  private void operation(String change, String cluster, String kind) {
    registry.counter("slotwright.operations." + change, CLUSTER, cluster, KIND, kind).increment();
  }

  private void moved(String cluster, Event.SlotsMoved e) {
    registry.counter("slotwright.slots.moved", CLUSTER, cluster).increment(e.count());
    registry.counter("slotwright.keys.moved", CLUSTER, cluster).increment(e.keys());
    Counter.builder("slotwright.bytes.moved")
        .description("Memory of the keys that were moved, as the server accounts it")
        .tag(CLUSTER, cluster)
        .register(registry)
        .increment(e.bytes());
  }

  private void fellBack(String cluster, Event.TransportFellBack e) {
    registry
        .counter("slotwright.transport.fallbacks", CLUSTER, cluster, "wanted", e.wanted())
        .increment();
  }

  /**
   * @param cluster named by a policy, or {@code other}
   */
  void decoded(String cluster) {
    registry.counter("slotwright.samples", CLUSTER, cluster).increment();
  }

  /**
   * @param code from the decoder's closed list
   */
  void rejected(String code) {
    registry.counter("slotwright.samples.rejected", "code", code).increment();
  }

  void ignoredMetrics(int count) {
    registry.counter("slotwright.samples.ignored.values").increment(count);
  }

  void deadLettered(int count) {
    registry.counter("slotwright.dead.letters").increment(count);
  }

  void deadLetterDropped(int count) {
    registry.counter("slotwright.dead.letters.dropped").increment(count);
  }
}
