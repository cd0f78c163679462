package dev.slotwright.plan;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.Slot;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.load.SlotBytes;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Gives every slot its final owner.
 *
 * <p><b>Goals</b>, the first counts most: every master ends within {@code tolerance} of the mean,
 * or of its share of it; few bytes move; few slots move; ranges stay whole. With no data at all,
 * slots are counted instead of bytes. Where there is data, slots without keys cost nothing to move
 * and level the slot counts, in a band ten times as wide (weights: bytes 1, slots 0.1).
 *
 * <p><b>Constraints</b>: draining masters end empty; no destination holds more than {@code
 * hardBytes}, with all that comes counted before anything that leaves; masters within the band do
 * not exchange slots with each other, so new shards are filled from the fullest ones only; every
 * staying master ends with a slot, as far as there are enough. A draining master keeps a slot only
 * when no master has room for it: such a plan still names that master in {@link SlotPlan#owners}.
 *
 * <p><b>Algorithm</b>: (1) {@link Evacuation} of draining masters; (2) {@link Levelling}, hottest
 * to coldest, with neighbouring slots while the need is large and then with the lightest that
 * suffices, aiming at the band's edge because the mean costs more than twice the bytes; a pair that
 * no slot fits {@linkplain Swaps swaps} two; (3) {@link Trimming} takes back what was not needed;
 * (4) empty slots level the counts. Only first and last owner of a slot matter, so a detour never
 * becomes a move. Ties go by slot number, then node id: the same input gives the same plan to the
 * byte.
 *
 * <p><b>Lower bound</b>: max(bytes above the band + drained bytes, bytes missing below the band).
 * It holds for every plan that ends within the band.
 *
 * <p><b>Example</b>: three masters of 300 MB become four, tolerance 5 %. The mean is 225 MB, the
 * band 213.75 to 236.25. The old ones are 63.75 MB above it each, 191.25 in all; the new one misses
 * 213.75, the lower bound. It gets 63.75 from each, then 22.5 from the hottest: 213.75 MB move.
 */
public final class SlotBalancer {
  private static final double SLOTS_WEIGHT = 0.1;

  private static final double LEAST_SHARE = 0.01;
  private static final double LARGEST_SHARE = 100;

  /** Slot counts are never levelled more closely than this share of their mean. */
  private static final double WIDEST_COUNT_BAND = 0.5;

  /**
   * What to balance.
   *
   * @param owners slots by the master that owns them now, masters without slots included
   * @param draining masters among them that end empty
   * @param bytes of each slot
   * @param tolerance share of the mean within which every master ends, 0 to 1
   * @param hardBytes what no destination may exceed, in bytes; {@link Long#MAX_VALUE} for no limit
   * @param shares of masters that are to hold more or less than others, 1 being the usual: 0.01 to
   *     100. Who is not named has 1; who drains has none
   */
  public record Request(
      Map<NodeId, SlotSet> owners,
      Set<NodeId> draining,
      SlotBytes bytes,
      double tolerance,
      long hardBytes,
      Map<NodeId, Double> shares) {
    public Request {
      owners = Map.copyOf(owners);
      draining = Set.copyOf(draining);
      shares = Map.copyOf(shares);
      if (!(tolerance >= 0 && tolerance <= 1)) {
        throw new IllegalArgumentException("tolerance " + tolerance + " is outside 0..1");
      }
      if (!owners.keySet().containsAll(draining)) {
        throw new IllegalArgumentException(
            "draining " + draining + " names masters that are not among " + owners.keySet());
      }
      if (owners.size() == draining.size()) {
        throw new IllegalArgumentException("no master would stay: " + owners.keySet() + " drain");
      }
      if (!owners.keySet().containsAll(shares.keySet())) {
        throw new IllegalArgumentException(
            "shares " + shares + " name masters that are not among " + owners.keySet());
      }
      shares.forEach(
          (master, share) -> {
            if (!(share >= LEAST_SHARE && share <= LARGEST_SHARE)) {
              throw new IllegalArgumentException(
                  "share " + share + " of " + master + " is outside 0.01..100");
            }
          });
    }

    /** With equal shares. */
    public Request(
        Map<NodeId, SlotSet> owners,
        Set<NodeId> draining,
        SlotBytes bytes,
        double tolerance,
        long hardBytes) {
      this(owners, draining, bytes, tolerance, hardBytes, Map.of());
    }

    /** Without drains, without a limit, with equal shares. */
    public Request(Map<NodeId, SlotSet> owners, SlotBytes bytes, double tolerance) {
      this(owners, Set.of(), bytes, tolerance, Long.MAX_VALUE);
    }

    /** The same, with these masters to end empty. */
    public Request drain(Set<NodeId> masters) {
      return new Request(owners, masters, bytes, tolerance, hardBytes, shares);
    }

    /** The same, under a memory limit of each destination, in bytes. */
    public Request under(long limit) {
      return new Request(owners, draining, bytes, tolerance, limit, shares);
    }

    /** The same, with other shares of the mean for these masters. */
    public Request weighted(Map<NodeId, Double> newShares) {
      return new Request(owners, draining, bytes, tolerance, hardBytes, newShares);
    }
  }

  private SlotBalancer() {}

  /**
   * The final owner of every slot that has one now.
   *
   * @throws IllegalArgumentException when two masters own the same slot
   */
  public static SlotPlan plan(Request request) {
    Start start = Start.of(request);
    Ground ground = start.ground();
    long bound = start.data() ? lowerBound(ground) : 0;
    new Evacuation(ground).run();
    new Levelling(ground).run();
    new Trimming(ground).run();
    int[] owner = ground.holdings().owners();
    long[] bytes = request.bytes().bytes();
    if (start.data()) {
      owner = levelCounts(ground, owner, bytes, request.tolerance());
    }
    new AtLeastOne(ground, bytes, request.hardBytes()).give(owner);
    return new PlanWriter(start.ids(), start.origin(), owner, request.bytes()).write(bound);
  }

  /**
   * Only empties the masters that drain: what the others have stays with them, whether they are in
   * balance or not.
   *
   * @throws IllegalArgumentException when two masters own the same slot
   */
  public static SlotPlan evacuate(Request request) {
    Start start = Start.of(request);
    long bound =
        request.draining().stream()
            .mapToLong(master -> request.bytes().total(request.owners().get(master)))
            .sum();
    new Evacuation(start.ground()).run();
    return new PlanWriter(
            start.ids(), start.origin(), start.ground().holdings().owners(), request.bytes())
        .write(bound);
  }

  /** What a plan begins from: bytes count, or slots where there are none. */
  private record Start(List<NodeId> ids, int[] origin, boolean data, Ground ground) {
    static Start of(Request request) {
      List<NodeId> ids = request.owners().keySet().stream().sorted().toList();
      int[] origin = SlotBalancer.origin(ids, request.owners());
      BitSet staying = new BitSet();
      for (int m = 0; m < ids.size(); m++) {
        staying.set(m, !request.draining().contains(ids.get(m)));
      }
      long[] bytes = request.bytes().bytes();
      boolean data = total(origin, bytes) > 0;
      Holdings holdings =
          new Holdings(data ? bytes : ones(), origin, origin, ids.size(), slot -> true);
      Shares shares = Shares.of(ids, request.shares(), staying);
      return new Start(
          ids,
          origin,
          data,
          SlotBalancer.ground(
              holdings,
              shares,
              staying,
              request.tolerance(),
              data ? request.hardBytes() : Long.MAX_VALUE));
    }
  }

  private static int[] origin(List<NodeId> ids, Map<NodeId, SlotSet> owners) {
    int[] origin = new int[Slot.COUNT];
    Arrays.fill(origin, Holdings.NOBODY);
    for (int m = 0; m < ids.size(); m++) {
      int master = m;
      owners.get(ids.get(m)).stream()
          .forEach(
              slot -> {
                if (origin[slot] != Holdings.NOBODY) {
                  throw new IllegalArgumentException(
                      "slot %d has two owners: %s and %s"
                          .formatted(slot, ids.get(origin[slot]), ids.get(master)));
                }
                origin[slot] = master;
              });
    }
    return origin;
  }

  private static long total(int[] origin, long[] bytes) {
    long total = 0;
    for (int slot = 0; slot < Slot.COUNT; slot++) {
      total += origin[slot] == Holdings.NOBODY ? 0 : bytes[slot];
    }
    return total;
  }

  private static long[] ones() {
    long[] ones = new long[Slot.COUNT];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static Ground ground(
      Holdings holdings, Shares shares, BitSet staying, double tolerance, long hard) {
    Band band = Band.around(holdings.ascending(), shares, tolerance);
    return new Ground(holdings, band, shares, staying, hard);
  }

  private static long lowerBound(Ground ground) {
    long out = 0;
    long in = 0;
    for (int m = 0; m < ground.holdings().masters(); m++) {
      boolean stays = ground.staying().get(m);
      out += stays ? Math.max(0, ground.over(m)) : ground.holdings().load(m);
      in += stays ? Math.max(0, ground.under(m)) : 0;
    }
    return Math.max(out, in);
  }

  private static int[] levelCounts(Ground before, int[] owner, long[] bytes, double tolerance) {
    BitSet staying = before.staying();
    IntPredicate empty =
        slot -> owner[slot] != Holdings.NOBODY && bytes[slot] == 0 && staying.get(owner[slot]);
    if (IntStream.range(0, owner.length).noneMatch(empty)) {
      return owner;
    }
    double width = Math.min(WIDEST_COUNT_BAND, tolerance / SLOTS_WEIGHT);
    Ground counts =
        ground(
            before.holdings().with(ones(), owner, empty),
            before.shares(),
            staying,
            width,
            Long.MAX_VALUE);
    new Levelling(counts).run();
    return counts.holdings().owners();
  }

  /** Slots by owner with an even share of all slots each, in contiguous ranges. */
  static Map<NodeId, SlotSet> evenRanges(List<NodeId> masters) {
    Map<NodeId, SlotSet> ranges = new TreeMap<>();
    int count = masters.size();
    for (int i = 0; i < count; i++) {
      ranges.put(
          masters.get(i), SlotSet.range(i * Slot.COUNT / count, (i + 1) * Slot.COUNT / count - 1));
    }
    return ranges;
  }
}
