package dev.slotwright.cluster;

import dev.slotwright.load.SlotBytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Clusters as tests talk of them: {@code Clusters.masters(3).withReplicas(1)}.
 *
 * <p>Masters are called m000, m001, ... and own even contiguous ranges; the replicas of m001 are
 * m001-r0, m001-r1, ... Pods have the ordinals in the order in which nodes were added (masters
 * first, then a replica for each) until {@link #onPods} says otherwise. Every method returns a new
 * cluster.
 */
public final class Clusters {
  /** When observations are made unless {@link #at} says otherwise. */
  public static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  static final String NAME = "redis-cluster";
  static final int PORT = 6379;

  private final List<Member> members;
  private final Instant at;

  private Clusters(List<Member> members, Instant at) {
    this.members = List.copyOf(members);
    this.at = at;
  }

  /** {@code count} masters that share all slots evenly, in contiguous ranges. */
  public static Clusters masters(int count) {
    List<Member> masters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SlotSet share = SlotSet.range(i * Slot.COUNT / count, (i + 1) * Slot.COUNT / count - 1);
      masters.add(Member.joined(master(i), Optional.empty(), share, i));
    }
    return new Clusters(masters, NOON);
  }

  /** {@code count} pods with blank nodes that know nobody. */
  public static Clusters blank(int count) {
    return new Clusters(List.of(), NOON).withBlankPods(count);
  }

  /** The name of the {@code index}th master. */
  public static NodeId master(int index) {
    return new NodeId("m%03d".formatted(index));
  }

  /** The name of a replica that began under the {@code master}th master. */
  public static NodeId replica(int master, int index) {
    return new NodeId(master(master) + "-r" + index);
  }

  /** The name of the node that came blank or without slots with pod {@code ordinal}. */
  public static NodeId fresh(int ordinal) {
    return new NodeId("n%03d".formatted(ordinal));
  }

  /** The address of the pod {@code ordinal}; from the range kept for benchmarks (RFC 2544). */
  public static String ip(int ordinal) {
    return "198.18." + ordinal / 250 + "." + (ordinal % 250 + 1);
  }

  /** Each master gets {@code each} replicas, on the next pods: first one a master, and again. */
  public Clusters withReplicas(int each) {
    List<Member> all = new ArrayList<>(members);
    List<Member> masters =
        members.stream().filter(m -> m.master().isEmpty() && !m.blank()).toList();
    for (int r = 0; r < each; r++) {
      for (Member master : masters) {
        NodeId id = new NodeId(master.id() + "-r" + r);
        all.add(Member.joined(id, Optional.of(master.id()), SlotSet.EMPTY, all.size()));
      }
    }
    return new Clusters(all, at);
  }

  /** One more replica of {@code master}, on the next pod. */
  public Clusters withReplicaOf(NodeId master, NodeId id) {
    List<Member> all = new ArrayList<>(members);
    all.add(Member.joined(id, Optional.of(master), SlotSet.EMPTY, all.size()));
    return new Clusters(all, at);
  }

  /** {@code count} joined masters without slots, on the next pods, called {@link #fresh}. */
  public Clusters withEmptyMasters(int count) {
    return withFresh(count, false);
  }

  /** {@code count} blank nodes that know nobody, on the next pods, called {@link #fresh}. */
  public Clusters withBlankPods(int count) {
    return withFresh(count, true);
  }

  private Clusters withFresh(int count, boolean blank) {
    List<Member> all = new ArrayList<>(members);
    for (int i = 0; i < count; i++) {
      int ordinal = all.size();
      NodeId id = fresh(ordinal);
      all.add(
          blank
              ? Member.blank(id, ordinal)
              : Member.joined(id, Optional.empty(), SlotSet.EMPTY, ordinal));
    }
    return new Clusters(all, at);
  }

  /** The first ordinal is the pod of the first node, and so on. */
  public Clusters onPods(int... ordinals) {
    List<Member> placed = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      Member m = members.get(i);
      placed.add(i < ordinals.length ? m.placed(ordinals[i], m.host(), m.zone()) : m);
    }
    return new Clusters(placed, at);
  }

  /** Pods are dealt to {@code count} hosts in turn: host-0, host-1, ... */
  public Clusters onHosts(int count) {
    return onHosts(ordinal -> "host-" + ordinal % count);
  }

  /** Each pod's host by its ordinal. */
  public Clusters onHosts(IntFunction<String> host) {
    return each(m -> m.placed(m.ordinal(), Optional.of(host.apply(m.ordinal())), m.zone()));
  }

  /** Pods are dealt to the zones in turn. */
  public Clusters inZones(String... zones) {
    return each(
        m -> m.placed(m.ordinal(), m.host(), Optional.of(zones[m.ordinal() % zones.length])));
  }

  /** The replica took over: it is the master of its shard, and the others follow it. */
  public Clusters failedOverTo(NodeId replica) {
    NodeId old = member(replica).master().orElseThrow();
    SlotSet slots = member(old).slots();
    return each(
        m -> {
          if (m.id().equals(replica)) {
            return m.follow(Optional.empty()).owning(slots);
          }
          boolean follows = m.id().equals(old) || m.master().equals(Optional.of(old));
          return follows ? m.follow(Optional.of(replica)).owning(SlotSet.EMPTY) : m;
        });
  }

  /** {@code node} follows {@code master}. */
  public Clusters following(NodeId node, NodeId master) {
    return with(node, m -> m.follow(Optional.of(master)).owning(SlotSet.EMPTY));
  }

  /** {@code node} owns exactly {@code slots}, and no other node owns any of them. */
  public Clusters owning(NodeId node, SlotSet slots) {
    return each(m -> m.id().equals(node) ? m.owning(slots) : m.owning(m.slots().minus(slots)));
  }

  /** {@code node} does not answer; the others see it as failed. */
  public Clusters down(NodeId node) {
    return with(node, m -> m.state(false, false));
  }

  /** The replica answers, but its link to the master is down. */
  public Clusters linkDown(NodeId replica) {
    return with(replica, m -> m.state(m.up(), false));
  }

  /** {@code used_memory} of the node. */
  public Clusters using(NodeId node, long bytes) {
    return with(node, m -> m.using(bytes));
  }

  /** A slot open at both ends. */
  public Clusters open(int slot, NodeId source, NodeId target) {
    Slot s = new Slot(slot);
    return with(
            source, m -> m.opening(new OpenSlot(s, OpenSlot.Direction.MIGRATING, source, target)))
        .with(
            target, m -> m.opening(new OpenSlot(s, OpenSlot.Direction.IMPORTING, target, source)));
  }

  /** Only the source's end of a slot is open. */
  public Clusters migrating(int slot, NodeId source, NodeId target) {
    return with(
        source,
        m -> m.opening(new OpenSlot(new Slot(slot), OpenSlot.Direction.MIGRATING, source, target)));
  }

  /** Observed at {@code instant}. */
  public Clusters at(Instant instant) {
    return new Clusters(members, instant);
  }

  /** Slots by their owner, masters without slots included: what a balancer takes. */
  public Map<NodeId, SlotSet> owners() {
    return members.stream()
        .filter(m -> m.master().isEmpty() && !m.blank())
        .collect(Collectors.toMap(Member::id, Member::slots, (a, b) -> a, TreeMap::new));
  }

  /**
   * Bytes of each owner in id order, spread evenly over its slots; the last number goes for all
   * owners that follow.
   */
  public SlotBytes bytes(long... perOwner) {
    long[] bytes = new long[Slot.COUNT];
    int owner = 0;
    for (SlotSet slots : owners().values()) {
      if (!slots.isEmpty()) {
        long total = perOwner[Math.min(owner++, perOwner.length - 1)];
        int[] numbers = slots.stream().toArray();
        for (int i = 0; i < numbers.length; i++) {
          bytes[numbers[i]] = total * (i + 1) / numbers.length - total * i / numbers.length;
        }
      }
    }
    return new SlotBytes(bytes, false);
  }

  /** The cluster as the nodes tell it. */
  public ClusterView view() {
    List<Node> known = members.stream().filter(m -> !m.blank()).map(Member::node).toList();
    Map<Address, String> unreachable = new HashMap<>();
    members.stream()
        .filter(m -> !m.up())
        .forEach(m -> unreachable.put(m.node().address(), "connection refused"));
    return ClusterView.of(
        members.stream().filter(Member::up).map(m -> m.report(known)).toList(), unreachable);
  }

  /** The StatefulSet: as many replicas as the highest ordinal asks for, all ready. */
  public PodSet pods() {
    int desired = members.stream().mapToInt(Member::ordinal).max().orElse(-1) + 1;
    return new PodSet(
        NAME,
        desired,
        "1",
        PORT,
        members.stream().map(Member::pod).toList(),
        new TreeSet<>(IntStream.range(0, desired).boxed().toList()));
  }

  public Observation observation() {
    return new Observation(at, pods(), view());
  }

  private Clusters each(UnaryOperator<Member> change) {
    return new Clusters(members.stream().map(change).toList(), at);
  }

  private Clusters with(NodeId id, UnaryOperator<Member> change) {
    member(id);
    return each(m -> m.id().equals(id) ? change.apply(m) : m);
  }

  private Member member(NodeId id) {
    return members.stream()
        .filter(m -> m.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    id
                        + " is not among "
                        + Arrays.toString(members.stream().map(Member::id).toArray())));
  }
}
