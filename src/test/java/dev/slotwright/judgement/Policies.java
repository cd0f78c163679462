package dev.slotwright.judgement;

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
import dev.slotwright.policy.SignalTarget.Aggregate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Policies as tests talk of them; without more words, memory at 0.65 with 0.85 as its limit. */
final class Policies {
  final Map<Signal, SignalTarget> signals = new EnumMap<>(Signal.class);
  final List<Schedule> schedules = new ArrayList<>();
  Mode mode = Mode.ENFORCE;
  Bounds bounds = new Bounds(3, 10, 1);
  ScaleRule scaleOut = new ScaleRule(0.10, Duration.ZERO, Duration.ofMinutes(5), 4);
  ScaleRule scaleIn = new ScaleRule(0.25, Duration.ofMinutes(30), Duration.ofMinutes(60), 1);
  boolean preferRebalance = true;
  RebalanceRule rebalance = new RebalanceRule(0.15, 0.05, Duration.ofMinutes(30));
  Guards guards = new Guards(true, true, true, Duration.ofMinutes(10));
  Pause pause = Pause.NONE;

  static Policies memory() {
    return new Policies().with(Signal.MEMORY, 0.65, 0.85, Aggregate.MAX);
  }

  Policies with(Signal signal, double target, double hard, Aggregate aggregate) {
    signals.put(
        signal,
        new SignalTarget(
            target,
            OptionalDouble.of(hard),
            aggregate,
            Duration.ofMinutes(2),
            true,
            OptionalDouble.of(1e6)));
    return this;
  }

  Policies without(Signal signal) {
    signals.remove(signal);
    return this;
  }

  Policies floor(int floor) {
    schedules.add(new Schedule("peak", moment -> true, floor));
    return this;
  }

  Policies mode(Mode other) {
    mode = other;
    return this;
  }

  Policies scaleOut(Duration stabilization, int maxStep) {
    scaleOut = new ScaleRule(0.10, stabilization, Duration.ofMinutes(5), maxStep);
    return this;
  }

  Policy policy() {
    return new Policy(
        "sessions",
        "cafe",
        new ClusterRef("shop", "shop", "redis-cluster", 6379, Optional.empty()),
        mode,
        bounds,
        signals,
        scaleOut,
        scaleIn,
        preferRebalance,
        rebalance,
        schedules,
        new MissingData(Duration.ofSeconds(90), 0.95),
        guards,
        new Execution(16, Duration.ofMillis(5), Execution.Transport.AUTO),
        new Approval(Duration.ofHours(24)),
        pause);
  }
}
