package dev.slotwright.redis.mover;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.MoveListener;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.plan.SlotMove;
import dev.slotwright.policy.Execution;
import dev.slotwright.redis.ServerErrorException;
import dev.slotwright.redis.mover.atomic.ServerMigration;
import dev.slotwright.redis.mover.atomic.ServerTask;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** What carries each pair of an order, and what has to be out of its way before. */
final class Transports implements AutoCloseable {
  private final OrderContext order;
  private final List<SlotMove> moves;
  private final Supplier<PairSeeker> seekers;
  private final Map<SlotMove, Pair> pairs = new ConcurrentHashMap<>();
  private final Map<SlotMove, TransportChoice> choices = new HashMap<>();
  private final Map<SlotMove, SlotSet> begun = new ConcurrentHashMap<>();

  /**
   * @param moves one for each pair
   * @param connect makes the lines to both ends, which serve until the pair's transport closes them
   */
  Transports(
      OrderContext order,
      List<SlotMove> moves,
      Supplier<PairSeeker> seekers,
      Function<SlotMove, Pair> connect) {
    this.order = order;
    this.moves = moves;
    this.seekers = seekers;
    moves.forEach(move -> pairs.put(move, connect.apply(move)));
  }

  /**
   * Asks the nodes of each pair; also waits for tasks that an earlier mover left in flight, which
   * no slot may be opened beside.
   *
   * @throws MoveFailure when a pair cannot have what the order wants, or another tool is at work
   */
  void choose() {
    Execution.Transport wanted = order.execution().transport();
    for (SlotMove move : moves) {
      Pair pair = pairs.get(move);
      TransportChoice choice = TransportChoice.of(pair, wanted);
      choice.require(pair, wanted);
      choices.put(move, choice);
      if (choice.protocol().isPresent()) {
        new AtomicPair(order, seekers.get(), pair, choice.protocol().orElseThrow())
            .adopt(this::ordered);
        if (wanted == Execution.Transport.AUTO && !choice.atomic()) {
          order.fellBack(fallback(move, choice.lacking().orElseThrow()));
        }
      }
    }
  }

  private static MoveListener.FellBack fallback(SlotMove move, String why) {
    return new MoveListener.FellBack(
        move.from(), move.to(), Execution.Transport.ATOMIC, Execution.Transport.MIGRATE, why);
  }

  private boolean ordered(ServerTask task) {
    return moves.stream()
        .anyMatch(
            move ->
                move.from().equals(task.source())
                    && move.to().equals(task.target())
                    && task.slots().minus(move.slots()).isEmpty());
  }

  /** Whether the servers move the slots of this pair themselves. */
  boolean atomic(SlotMove move) {
    return choices.get(move).atomic();
  }

  boolean allAtomic() {
    return choices.values().stream().allMatch(TransportChoice::atomic);
  }

  /** Also what no transport carries: see {@link FunctionCopy}. */
  void copyFunctions() {
    moves.forEach(move -> new FunctionCopy(pairs.get(move)).run());
  }

  /**
   * Brings slots of a move that are open, because an earlier mover has left them, to their end by
   * MIGRATE: the servers begin no task beside them, and an order that is stopped is to leave none
   * behind. May run for several pairs at a time.
   *
   * @throws MoveFailure naming why, and what may be open
   */
  void finishOpen(SlotMove move) {
    SlotSet open;
    try {
      open = open(move);
    } catch (UnreachableException | ServerErrorException | Unsettled e) {
      throw MoveFailure.leavingOpen(
          "nobody knows which slots are open between %s and %s: %s"
              .formatted(move.from().brief(), move.to().brief(), e.getMessage()),
          e);
    }
    if (!open.isEmpty()) {
      begun.put(move, open);
      try (PairMover mover = new PairMover(order, seekers.get(), pairs.get(move))) {
        mover.finish(open);
      }
    }
  }

  private SlotSet open(SlotMove move) {
    SelfView source = pairs.get(move).readSource();
    SelfView target = pairs.get(move).readTarget();
    return SlotSet.of(
        move.slots().stream()
            .filter(
                slot ->
                    source.migratingTo(slot).isPresent()
                        || target.importingFrom(slot).isPresent()));
  }

  /** What of the pair is still to be moved. */
  SlotSet left(SlotMove move) {
    return move.slots().minus(begun.getOrDefault(move, SlotSet.EMPTY));
  }

  /** The caller closes it. */
  PairTransport of(SlotMove move) {
    PairSeeker seeker = seekers.get();
    TransportChoice choice = choices.get(move);
    if (!choice.atomic()) {
      return new PairMover(order, seeker, pairs.get(move));
    }
    ServerMigration protocol = choice.protocol().orElseThrow();
    return new FallingBack(order, seeker, new AtomicPair(order, seeker, pairs.get(move), protocol));
  }

  @Override
  public void close() {
    pairs.values().forEach(Pair::close);
  }
}
