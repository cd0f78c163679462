package dev.slotwright.operation;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.NodeReport;
import dev.slotwright.cluster.Observation;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.plan.ShrinkLayout;
import dev.slotwright.plan.SlotBalancer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Removes shards: promotes what survives away from the pods that leave, drains what does not,
 * re-attaches what was freed, removes the leaving nodes, and only then shrinks the StatefulSet and
 * its claims.
 *
 * @param header what every operation has
 * @param tolerance share of the mean within which the survivors are to end
 * @param layout who leaves and who takes over, once decided
 * @param owners the final owner of every slot, once the survivors are masters
 * @param drained since when the leaving nodes have nothing to give, once they have not
 */
public record ScaleIn(
    Header header,
    double tolerance,
    Optional<Layout> layout,
    Optional<Map<NodeId, SlotSet>> owners,
    Optional<Drained> drained)
    implements Operation {

  /** Redirects are noted at this distance, so that a busy client does not write the record. */
  private static final Duration REDIRECT_STEP = Duration.ofSeconds(1);

  /**
   * How long the leaving nodes have had nothing to give.
   *
   * @param at when the last slot had left them
   * @param redirects that they had answered when it was last looked
   * @param lastRedirect when a client was last redirected by one of them, to a second
   */
  public record Drained(Instant at, long redirects, Instant lastRedirect) {}

  /**
   * Who leaves and who takes over.
   *
   * @param promote replicas that become master before anything moves
   * @param drain masters whose slots go to others
   * @param follow replica to master, after the drain
   * @param promoteAfterDrain replicas that become master once they were freed and are in sync
   * @param leave members in the pods that leave
   */
  public record Layout(
      Set<NodeId> promote,
      Set<NodeId> drain,
      Map<NodeId, NodeId> follow,
      Set<NodeId> promoteAfterDrain,
      Set<NodeId> leave) {
    public Layout {
      promote = Set.copyOf(promote);
      drain = Set.copyOf(drain);
      follow = Map.copyOf(follow);
      promoteAfterDrain = Set.copyOf(promoteAfterDrain);
      leave = Set.copyOf(leave);
    }
  }

  @Override
  public Progress progress(Sight sight) {
    Observation seen = sight.observation();
    if (layout.isEmpty()) {
      return decide(sight);
    }
    Layout roles = layout.get();
    return keepPods(seen)
        .or(() -> promote(seen.view(), roles.promote()))
        .or(() -> owners.isEmpty() ? Optional.of(plan(sight, roles)) : Optional.empty())
        .or(() -> Moving.progress(header, sight, owners.orElseThrow()))
        .or(() -> drained(seen))
        .or(() -> Attaching.progress(seen.view(), roles.follow()))
        .or(() -> promote(seen.view(), roles.promoteAfterDrain()))
        .or(() -> unused(seen))
        .or(() -> Leaving.remove(header, roles.leave(), seen))
        .or(() -> Leaving.shrink(header, seen))
        .or(() -> Leaving.claims(header, seen.pods()))
        .orElseGet(Progress.Done::new);
  }

  /** Only from a full view: who is silent now would be planned with as if it were not there. */
  private Progress decide(Sight sight) {
    Observation seen = sight.observation();
    ClusterView view = seen.view();
    boolean whole =
        view.stateOk()
            && view.unreachable().isEmpty()
            && view.disagreements().isEmpty()
            && seen.pods().pods().stream().allMatch(pod -> seen.nodeIn(pod).isPresent());
    if (!whole) {
      return new Progress.Wait("waiting until every node answers, agrees and is well");
    }
    ShrinkLayout decided =
        ShrinkLayout.of(
            sight.observation(), header.toShards(), header.replicasPerShard(), sight.bytes());
    Layout roles =
        new Layout(
            decided.promote(),
            decided.drain(),
            decided.follow(),
            decided.promoteAfterDrain(),
            decided.leave());
    return new Progress.Decided(
        new ScaleIn(header, tolerance, Optional.of(roles), owners, drained));
  }

  /** Somebody shrank the set while leaving pods still hold slots: bring them back first. */
  private Optional<Progress> keepPods(Observation seen) {
    int needed =
        seen.view().owners().stream()
            .flatMap(owner -> seen.podOf(owner.id()).stream())
            .mapToInt(pod -> pod.ordinal() + 1)
            .max()
            .orElse(0);
    boolean slotsWithoutPod =
        seen.view().owners().stream().anyMatch(owner -> seen.podOf(owner.id()).isEmpty());
    int before = header.podsBefore();
    if (seen.pods().desired() < Math.max(needed, slotsWithoutPod ? before : 0)) {
      return Optional.of(Progress.act(new Command.Grow(Math.max(needed, before))));
    }
    return slotsWithoutPod
        ? Optional.of(new Progress.Wait("waiting for the pod of a node that owns slots"))
        : Optional.empty();
  }

  private static Optional<Progress> promote(ClusterView view, Set<NodeId> replicas) {
    List<Command> promotions = new ArrayList<>();
    for (NodeId id : new TreeSet<>(replicas)) {
      Optional<Node> node = view.node(id);
      if (node.isEmpty() || node.get().isMaster()) {
        continue;
      }
      if (!view.inSync(id)) {
        return Optional.of(
            new Progress.Wait("waiting for replica " + id.brief() + " to be in sync"));
      }
      promotions.add(new Command.Promote(id));
    }
    return promotions.isEmpty() ? Optional.empty() : Optional.of(new Progress.Act(promotions));
  }

  private Progress plan(Sight sight, Layout roles) {
    ClusterView view = sight.observation().view();
    if (!view.stateOk()) {
      return new Progress.Wait("waiting until every node says cluster_state:ok");
    }
    Set<NodeId> draining =
        roles.drain().stream()
            .flatMap(id -> view.masterOf(id).stream())
            .map(Node::id)
            .collect(Collectors.toSet());
    Map<NodeId, SlotSet> current =
        view.masters().stream()
            .filter(node -> draining.contains(node.id()) || !node.slots().isEmpty())
            .collect(Collectors.toMap(Node::id, Node::slots));
    Map<NodeId, SlotSet> decided =
        SlotBalancer.plan(
                new SlotBalancer.Request(
                    current, draining, sight.bytes(), tolerance, Long.MAX_VALUE))
            .owners();
    return new Progress.Decided(
        new ScaleIn(header, tolerance, layout, Optional.of(decided), drained));
  }

  /** Keeps when the last slot had left, and when a client was last redirected by a leaving node. */
  private Optional<Progress> drained(Observation seen) {
    long redirects = redirects(seen);
    if (drained.isEmpty()) {
      return Optional.of(with(new Drained(seen.at(), redirects, seen.at())));
    }
    Drained before = drained.get();
    boolean asked = redirects > before.redirects();
    boolean due = !seen.at().isBefore(before.lastRedirect().plus(REDIRECT_STEP));
    return asked && due
        ? Optional.of(with(new Drained(before.at(), redirects, seen.at())))
        : Optional.empty();
  }

  private Progress with(Drained next) {
    return new Progress.Decided(new ScaleIn(header, tolerance, layout, owners, Optional.of(next)));
  }

  private long redirects(Observation seen) {
    return seen.nodesBeyond(header.pods()).stream()
        .flatMap(id -> seen.view().report(id).stream())
        .mapToLong(NodeReport::redirects)
        .sum();
  }

  /**
   * A client with an old view still asks the leaving nodes, which can redirect it only as long as
   * they are members: they stay for {@code clientRefresh}, and while they are still asked, but for
   * five times that at the most.
   */
  private Optional<Progress> unused(Observation seen) {
    if (seen.nodesBeyond(header.pods()).isEmpty()) {
      return Optional.empty();
    }
    Drained since = drained.orElseThrow();
    Duration refresh = header.execution().clientRefresh();
    Instant quiet = since.lastRedirect().plus(refresh.dividedBy(2).plus(REDIRECT_STEP));
    Instant least = since.at().plus(refresh);
    Instant most = since.at().plus(refresh.multipliedBy(5));
    Instant from = least.isAfter(quiet) || refresh.isZero() ? least : quiet;
    Instant end = from.isAfter(most) ? most : from;
    return seen.at().isBefore(end)
        ? Optional.of(new Progress.Rest("giving clients time to learn of the new owners", end))
        : Optional.empty();
  }
}
