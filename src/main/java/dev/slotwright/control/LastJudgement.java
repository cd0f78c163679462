package dev.slotwright.control;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.judgement.LoadMeter;
import dev.slotwright.judgement.Verdict;
import dev.slotwright.load.ClusterLoad;
import dev.slotwright.load.LoadWindow;
import dev.slotwright.operation.Verdicts;
import dev.slotwright.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The last verdict and the last load of one cluster, for people and for what is told next. */
final class LastJudgement {
  private final Duration measureInterval;
  private Optional<Verdict> verdict = Optional.empty();
  private Optional<Instant> at = Optional.empty();
  private Optional<String> told = Optional.empty();
  private Optional<ClusterLoad> load = Optional.empty();

  LastJudgement(Duration measureInterval) {
    this.measureInterval = measureInterval;
  }

  void reached(Verdict next, Instant now) {
    verdict = Optional.of(next);
    at = Optional.of(now);
    told = Optional.of(Verdicts.fingerprint(next));
  }

  /** Whoever is in charge next tells its first verdict again. */
  void forgetTold() {
    told = Optional.empty();
  }

  /** The load, judged or not; no oftener than the interval. */
  void measure(Optional<Policy> policy, ClusterView view, LoadWindow window, Instant now) {
    boolean recent =
        load.filter(known -> known.at().plus(measureInterval).isAfter(now)).isPresent();
    if (!recent) {
      load = policy.map(p -> new LoadMeter(p, window).read(view, now));
    }
  }

  Optional<Verdict> verdict() {
    return verdict;
  }

  Optional<Instant> at() {
    return at;
  }

  Optional<String> told() {
    return told;
  }

  Optional<ClusterLoad> load() {
    return load;
  }
}
