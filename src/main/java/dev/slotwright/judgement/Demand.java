package dev.slotwright.judgement;

import dev.slotwright.load.ClusterLoad;
import dev.slotwright.load.ShardLoad;
import dev.slotwright.load.Signal;
import dev.slotwright.policy.Policy;
import dev.slotwright.policy.SignalTarget;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How many shards a load needs.
 *
 * <p>Goals: the fewest shards at which every signal is at its target. Two kinds of signal:
 *
 * <ul>
 *   <li>totals ({@code ops}, {@code netOut}): {@code ceil(total / target of one shard)}, which is
 *       the Kubernetes autoscaler's {@code ceil(N x value / target)};
 *   <li>peaks ({@code memory}, {@code engineCpu}): the smallest number at which the
 *       <em>planned</em> peak is within target, the plan's fullest shard being {@code 1 +
 *       rebalance.target} times the mean. One hot shard among idle ones asks for a rebalance, not
 *       for shards.
 * </ul>
 *
 * <p>While any shard is over its ceiling, or a hard limit is passed, no signal asks for fewer
 * shards.
 *
 * <p>A shard that a signal is not known of counts as idle for growing and at target for shrinking,
 * and never turns the direction round. Example: 3 shards at 0.81, 0.80 and 0.79 of their memory,
 * target 0.65 and rebalance.target 0.05: {@code 2.40 x 1.05 / 0.65 = 3.9}, so 4.
 */
final class Demand {
  private static final double ROUNDING = 1e-9;

  /** More than any policy allows. */
  private static final int MOST_SHARDS = 1001;

  private final Policy policy;
  private final int shards;
  private final List<Map.Entry<Signal, SignalTarget>> targets;

  /**
   * @param shards that the cluster has
   */
  Demand(Policy policy, int shards) {
    this.policy = policy;
    this.shards = shards;
    targets = policy.signals().entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
  }

  /** One vote a signal, in the order of {@link Signal}. */
  List<Vote> votes(ClusterLoad load) {
    return targets.stream().map(entry -> vote(entry.getKey(), entry.getValue(), load)).toList();
  }

  /** Shards that a load needs, tolerance included: the largest of all votes. */
  int desired(ClusterLoad load) {
    return votes(load).stream().mapToInt(Vote::tolerated).max().orElse(shards);
  }

  /** The value above which a shard counts as over its target: tolerance and hard limit included. */
  double ceiling(SignalTarget target) {
    double tolerated = target.target() * (1 + policy.scaleOut().tolerance());
    return target.hard().isPresent() ? Math.min(target.hard().getAsDouble(), tolerated) : tolerated;
  }

  private Vote vote(Signal signal, SignalTarget target, ClusterLoad load) {
    int missing = shards - load.known(signal);
    if (missing == shards) {
      return new Vote(signal, shards, shards, missing, false, false);
    }
    double each = perShard(signal, target);
    boolean planned = peaks(signal);
    double total = load.sum(signal);
    double peak = load.peak(signal);
    boolean breach =
        target.hard().isPresent()
            && (clusterWide(signal, target) ? total : peak) > target.hard().getAsDouble();
    boolean over = !clusterWide(signal, target) && peak > ceiling(target);
    boolean hot = planned && over;
    Need need = need(signal, target, load);
    int grown = need.shards(0);
    int shrunk = need.shards(missing);
    int asked = grown > shards ? grown : over || breach ? shards : Math.min(shards, shrunk);
    double up = (planned ? peak : total / shards) / each;
    double down = (total + missing * each) / shards / each;
    int tolerated = asked;
    if (asked > shards && up <= 1 + policy.scaleOut().tolerance() && !breach) {
      tolerated = shards;
    } else if (asked < shards && down >= 1 - policy.scaleIn().tolerance()) {
      tolerated = shards;
    }
    return new Vote(signal, asked, tolerated, missing, breach, hot && tolerated <= shards);
  }

  /**
   * What a signal comes to.
   *
   * @param total over the shards that it is known of
   * @param each what one shard takes at its target
   * @param uneven the fullest shard of a plan, as a multiple of the mean
   */
  private record Need(double total, double each, double uneven) {
    /** Shards at which the signal is at its target; {@code atTarget} unknown shards count so. */
    int shards(int atTarget) {
      double need = (total + atTarget * each) * uneven / each;
      return (int) Math.clamp(Math.ceil(need - ROUNDING), 1, MOST_SHARDS);
    }
  }

  private Need need(Signal signal, SignalTarget target, ClusterLoad load) {
    if (signal == Signal.MEMORY) {
      MemoryRoom room = MemoryRoom.of(load.knowing(signal), target.target());
      return new Need(room.data(), room.perShard(), planned());
    }
    return new Need(load.sum(signal), perShard(signal, target), peaks(signal) ? planned() : 1);
  }

  private double planned() {
    return 1 + policy.rebalance().target();
  }

  static boolean peaks(Signal signal) {
    return signal == Signal.MEMORY || signal == Signal.ENGINE_CPU;
  }

  private static boolean clusterWide(Signal signal, SignalTarget target) {
    return signal == Signal.OPS && !target.perShard();
  }

  /** A target for the whole cluster is what the cluster is to carry at its smallest. */
  private double perShard(Signal signal, SignalTarget target) {
    return clusterWide(signal, target)
        ? target.target() / policy.bounds().minShards()
        : target.target();
  }

  /** A vote on {@code load} in words, with the numbers. */
  String why(Vote vote, ClusterLoad load) {
    Signal signal = vote.signal();
    SignalTarget target = policy.signals().get(signal);
    int asked = vote.shards();
    int missing = vote.missing();
    if (missing == shards) {
      return "%s: no fresh sample of any of %d shards".formatted(signal.field(), shards);
    }
    Optional<ShardLoad> fullest = load.fullest(signal);
    String unknown = missing == 0 ? "" : ", unknown of %d of %d".formatted(missing, shards);
    if (peaks(signal)) {
      double then = load.sum(signal) / asked * planned();
      return "%s %s of %s on shard %s%s: %d shards would bring the peak to %s"
          .formatted(
              signal.field(),
              number(load.peak(signal)),
              number(target.target()),
              fullest.map(shard -> shard.master().brief()).orElse("none"),
              unknown,
              asked,
              number(then));
    }
    double each = perShard(signal, target);
    return "%s %s over all of %s a shard%s: %d shards would carry %s each"
        .formatted(
            signal.field(),
            number(load.sum(signal)),
            number(each),
            unknown,
            asked,
            number(load.sum(signal) / asked));
  }

  static String number(double value) {
    return value >= 100
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
