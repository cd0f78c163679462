package dev.slotwright.config;

import dev.slotwright.load.Signal;
import dev.slotwright.policy.Approval;
import dev.slotwright.policy.Bounds;
import dev.slotwright.policy.ClusterRef;
import dev.slotwright.policy.Execution;
import dev.slotwright.policy.Guards;
import dev.slotwright.policy.MissingData;
import dev.slotwright.policy.Mode;
import dev.slotwright.policy.Pause;
import dev.slotwright.policy.Policy;
import dev.slotwright.policy.RebalanceRule;
import dev.slotwright.policy.ScaleRule;
import dev.slotwright.policy.Schedule;
import dev.slotwright.policy.SignalTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Makes a policy of a document that fits the schema. */
final class PolicyReading {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration WEEK = Duration.ofDays(7);

  private final Fields fields;

  PolicyReading(Fields fields) {
    this.fields = fields;
  }

  /** Empty when a problem was reported that leaves no policy. */
  Optional<Policy> policy(String hash) {
    Optional<Bounds> bounds = bounds();
    Map<Signal, SignalTarget> signals = signals();
    Optional<RebalanceRule> rebalance = rebalance();
    List<Schedule> schedules = schedules(bounds);
    ScaleRule out = scaleRule("/spec/scaleOut");
    ScaleRule in = scaleRule("/spec/scaleIn");
    MissingData missing = missingData();
    Guards guards = guards();
    Optional<Execution> execution = execution();
    Approval approval =
        new Approval(fields.duration("/spec/approval/timeToLive", MINUTE, Duration.ofDays(30)));
    if (bounds.isEmpty() || rebalance.isEmpty() || execution.isEmpty() || signals.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Policy(
            fields.text("/metadata/name"),
            hash,
            cluster(),
            Mode.valueOf(fields.text("/spec/mode").toUpperCase(Locale.ROOT)),
            bounds.get(),
            signals,
            out,
            in,
            fields.truth("/spec/preferRebalance"),
            rebalance.get(),
            schedules,
            missing,
            guards,
            execution.get(),
            approval,
            pause()));
  }

  private ClusterRef cluster() {
    return new ClusterRef(
        fields.text("/spec/cluster/name"),
        fields.text("/spec/cluster/namespace"),
        fields.text("/spec/cluster/statefulSet"),
        fields.integer("/spec/cluster/port"),
        fields.optionalText("/spec/cluster/credentialsSecret"));
  }

  private Optional<Bounds> bounds() {
    return fields.made(
        "/spec/bounds",
        "3 <= minShards <= maxShards <= 1000",
        () ->
            new Bounds(
                fields.integer("/spec/bounds/minShards"),
                fields.integer("/spec/bounds/maxShards"),
                fields.integer("/spec/bounds/replicasPerShard")));
  }

  private Map<Signal, SignalTarget> signals() {
    Map<Signal, SignalTarget> signals = new EnumMap<>(Signal.class);
    for (Signal signal : Signal.values()) {
      String at = "/spec/signals/" + signal.field();
      if (fields.has(at)) {
        Duration window = fields.duration(at + "/window", SECOND, HOUR);
        fields
            .made(at, "target <= hard", () -> target(signal, at, window))
            .ifPresent(target -> signals.put(signal, target));
      }
    }
    return signals;
  }

  private SignalTarget target(Signal signal, String at, Duration window) {
    String capacity = at + "/capacityBytesPerSecond";
    return new SignalTarget(
        fields.number(at + "/target"),
        fields.optionalNumber(at + "/hard"),
        SignalTarget.Aggregate.valueOf(fields.text(at + "/aggregate").toUpperCase(Locale.ROOT)),
        window,
        signal == Signal.OPS && fields.truth(at + "/perShard"),
        signal == Signal.NET_OUT ? OptionalDouble.of(capacity(capacity)) : OptionalDouble.empty());
  }

  private double capacity(String at) {
    double bytes = Fields.parseSize(fields.text(at));
    if (!(bytes >= 1)) {
      throw new IllegalArgumentException("capacityBytesPerSecond is under one byte");
    }
    return bytes;
  }

  private ScaleRule scaleRule(String at) {
    return new ScaleRule(
        fields.number(at + "/tolerance"),
        fields.duration(at + "/stabilization", Duration.ZERO, DAY),
        fields.duration(at + "/cooldown", Duration.ZERO, WEEK),
        fields.integer(at + "/maxStep"));
  }

  private Optional<RebalanceRule> rebalance() {
    String at = "/spec/rebalance";
    Duration interval = fields.duration(at + "/minInterval", Duration.ZERO, WEEK);
    return fields.made(
        at,
        "target <= trigger",
        () ->
            new RebalanceRule(
                fields.number(at + "/trigger"), fields.number(at + "/target"), interval));
  }

  private List<Schedule> schedules(Optional<Bounds> bounds) {
    List<Schedule> schedules = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int index = 0; index < fields.size("/spec/schedules"); index++) {
      String at = "/spec/schedules/" + index;
      String name = fields.text(at + "/name");
      if (!names.add(name)) {
        fields.report(
            at + "/name", "'" + name + "' names another schedule too", "a name of its own");
      }
      int floor = fields.integer(at + "/floor");
      bounds
          .filter(limits -> floor > limits.maxShards() || floor < limits.minShards())
          .ifPresent(
              limits ->
                  fields.report(
                      at + "/floor",
                      "is %d, outside spec.bounds".formatted(floor),
                      limits.minShards() + " to " + limits.maxShards()));
      calendar(at).ifPresent(calendar -> schedules.add(new Schedule(name, calendar, floor)));
    }
    return schedules;
  }

  private Optional<CronCalendar> calendar(String at) {
    Duration length = fields.duration(at + "/duration", MINUTE, Duration.ofDays(31));
    boolean zoneKnown =
        fields
            .made(
                at + "/timeZone",
                "a name of the time zone database, such as Europe/Oslo or UTC",
                () -> CronCalendar.zone(fields.text(at + "/timeZone")))
            .isPresent();
    boolean startKnown =
        fields
            .made(
                at + "/start",
                "five crontab fields: minute, hour, day of month, month, day of week; such as"
                    + " \"0 7 * * 1-5\"",
                () -> CronCalendar.starts(fields.text(at + "/start")))
            .isPresent();
    return zoneKnown && startKnown
        ? Optional.of(
            new CronCalendar(fields.text(at + "/start"), fields.text(at + "/timeZone"), length))
        : Optional.empty();
  }

  private MissingData missingData() {
    return new MissingData(
        fields.duration("/spec/missingData/maxAge", SECOND, HOUR),
        fields.number("/spec/missingData/minValidShardRatio"));
  }

  private Guards guards() {
    return new Guards(
        fields.truth("/spec/guards/requireInSyncReplica"),
        fields.truth("/spec/guards/clusterStateOk"),
        fields.truth("/spec/guards/noOpenSlots"),
        fields.duration("/spec/guards/noEvictionsFor", Duration.ZERO, DAY));
  }

  private Optional<Execution> execution() {
    String at = "/spec/execution";
    Duration pause = fields.duration(at + "/pauseBudget", Duration.ofMillis(1), SECOND);
    Duration refresh =
        fields.duration(at + "/clientRefresh", Duration.ZERO, Duration.ofMinutes(10));
    String transport = fields.text(at + "/transport").toUpperCase(Locale.ROOT);
    return fields.made(
        at,
        "openSlots 1 to 64",
        () ->
            new Execution(
                fields.integer(at + "/openSlots"),
                pause,
                Execution.Transport.valueOf(transport),
                refresh));
  }

  private Pause pause() {
    return new Pause(
        fields.truth("/spec/pause/all"),
        fields.truth("/spec/pause/scaleOut"),
        fields.truth("/spec/pause/scaleIn"));
  }
}
