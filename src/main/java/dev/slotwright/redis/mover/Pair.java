package dev.slotwright.redis.mover;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.operation.RetryCause;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The two ends of a move, each with a line of its own.
 *
 * @param sourceShard ids that are or were in the source's shard: a predecessor may still be named
 *     as the peer of an open slot
 * @param targetShard likewise
 */
record Pair(
    NodeId sourceId,
    NodeLine source,
    Set<NodeId> sourceShard,
    NodeId targetId,
    NodeLine target,
    Set<NodeId> targetShard)
    implements AutoCloseable {

  /** The source's own word; unsettled when another node answers there or it is no master. */
  SelfView readSource() {
    return checked(view(source.ask(List.of(SetSlot.NODES)).getFirst()), sourceId, source, "source");
  }

  SelfView readTarget() {
    return checked(view(target.ask(List.of(SetSlot.NODES)).getFirst()), targetId, target, "target");
  }

  /** What was at the end of a pipeline to the source. */
  SelfView sourceView(Answer answer) {
    return checked(view(answer), sourceId, source, "source");
  }

  SelfView targetView(Answer answer) {
    return checked(view(answer), targetId, target, "target");
  }

  /**
   * An end that was silent for long may have lost its place to a replica without knowing yet: what
   * it says of itself does not count until the others were asked.
   *
   * @throws Unsettled when an answer took longer than {@code most}
   */
  void requireHeard(Duration most) {
    for (NodeLine line : List.of(source, target)) {
      if (line.slowest().compareTo(most) > 0) {
        throw new Unsettled(
            RetryCause.NO_ANSWER,
            "%s was silent for %d ms: a replica may have taken its place"
                .formatted(line.address(), line.slowest().toMillis()));
      }
    }
  }

  static SelfView view(Answer answer) {
    return SelfView.parse(answer.orThrow().text());
  }

  String name() {
    return sourceId.brief() + "->" + targetId.brief();
  }

  @Override
  public void close() {
    source.close();
    target.close();
  }

  private static SelfView checked(SelfView view, NodeId expected, NodeLine line, String role) {
    if (!view.self().equals(expected)) {
      throw new Unsettled(
          "the %s at %s is %s, not %s"
              .formatted(role, line.address(), view.self().brief(), expected.brief()));
    }
    if (!view.master()) {
      throw new Unsettled("the %s %s is a replica now".formatted(role, expected.brief()));
    }
    return view;
  }
}
