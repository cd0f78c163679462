package dev.slotwright.control;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.event.Event;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.operation.Command;
import dev.slotwright.plan.SlotMove;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Carries commands out on the ports, and tells each as a step. */
final class CommandRunner {
  private final RedisCluster redis;
  private final SlotMover mover;
  private final Workload workload;
  private final Consumer<Event> told;

  CommandRunner(RedisCluster redis, SlotMover mover, Workload workload, Consumer<Event> told) {
    this.redis = redis;
    this.mover = mover;
    this.workload = workload;
    this.told = told;
  }

  /**
   * @param operation its id, empty outside one
   * @throws RefusedException what it would do is not safe; nothing further was done
   * @throws UnreachableException a peer did not answer; the command may be given again
   */
  void run(String operation, Command command, ClusterView view, SlotBytes bytes) {
    switch (command) {
      case Command.Grow(int replicas) -> {
        workload.grow(replicas);
        step(operation, "grow", "spec.replicas", Integer.toString(replicas));
      }
      case Command.Shrink(int replicas, String resourceVersion) -> {
        workload.shrink(replicas, resourceVersion);
        step(operation, "shrink", "spec.replicas", Integer.toString(replicas));
      }
      case Command.DeleteClaims(var ordinals) -> {
        workload.deleteClaims(ordinals);
        step(
            operation, "delete-claims", "ordinals", ordinals.stream().sorted().toList().toString());
      }
      case Command.Meet(var member, var newcomer, var expected) -> {
        redis.meet(member, newcomer, expected);
        step(operation, "meet", newcomer.toString(), "through " + member);
      }
      case Command.AddSlots(var master, var slots) -> {
        redis.addSlots(view, master, slots);
        step(operation, "add-slots", master.value(), slots.toString());
      }
      case Command.Attach(var replica, var master) -> {
        redis.attach(view, replica, master);
        step(operation, "attach", replica.value(), "replica of " + master);
      }
      case Command.Promote(var replica) -> {
        redis.promote(view, replica);
        step(operation, "promote", replica.value(), "by CLUSTER FAILOVER");
      }
      // Told once the nodes say that it is so.
      case Command.HandOver(var pod, var replica) -> redis.promote(view, replica);
      case Command.Remove(var nodes) -> {
        redis.remove(view, nodes);
        step(operation, "remove", names(nodes), "forgotten by all others, and reset");
      }
      case Command.MoveSlots order -> move(order, view, bytes);
      case Command.CloseOpenSlots close -> {
        List<String> closed = mover.closeOpenSlots(view);
        step(operation, "close-open-slots", closed.size() + " slots", String.join("; ", closed));
      }
      case Command.StopMove stop -> {
        mover.stop();
        int open = mover.status().progress().openSlots();
        step(
            operation,
            "stop-move",
            "slots",
            open == 0 ? "no slot is left open" : open + " slots are left open");
      }
    }
  }

  private void move(Command.MoveSlots order, ClusterView view, SlotBytes bytes) {
    mover.start(
        view, order.moves(), bytes, order.execution(), new MoveNews(order.operation(), told));
    int slots = order.moves().stream().mapToInt(move -> move.slots().size()).sum();
    long total = order.moves().stream().mapToLong(SlotMove::bytes).sum();
    step(order.operation(), "move-slots", slots + " slots", total + " bytes");
  }

  private void step(String operation, String step, String subject, String detail) {
    told.accept(new Event.StepTaken(operation, step, subject, detail));
  }

  private static String names(Iterable<NodeId> nodes) {
    return java.util.stream.StreamSupport.stream(nodes.spliterator(), false)
        .map(NodeId::value)
        .sorted()
        .collect(Collectors.joining(","));
  }
}
