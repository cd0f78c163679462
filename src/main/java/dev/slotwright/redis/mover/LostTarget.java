package dev.slotwright.redis.mover;

import dev.slotwright.cluster.NodeId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The target of an open slot that does not answer, as the living nodes see it. To be failed is
 * enough for another master with its keys to take its place; only when it is gone for good may a
 * slot be closed without it, because until then it may come back with keys that nobody else has.
 */
final class LostTarget {
  private final Duration goneAfter;
  private final SelfView owner;
  private final NodeId dead;
  private final Map<NodeId, SelfView> views;

  /**
   * @param goneAfter how long a failed node has to be silent to be gone
   * @param owner of the slot
   * @param dead the slot's target
   * @param views of the nodes that answer
   */
  LostTarget(Duration goneAfter, SelfView owner, NodeId dead, Map<NodeId, SelfView> views) {
    this.goneAfter = goneAfter;
    this.owner = owner;
    this.dead = dead;
    this.views = views;
  }

  /** The living masters of the owner's cluster, without the owner. */
  List<SelfView> others() {
    return views.values().stream()
        .filter(view -> view.master() && view != owner)
        .filter(view -> owner.peers().containsKey(view.self()))
        .toList();
  }

  /**
   * The majority of the masters takes it for failed or does not know it, and no living replica of
   * its own waits to take its place.
   *
   * @throws Unsettled otherwise
   */
  void requireFailed() {
    if (views.containsKey(dead) || !majority(view -> failed(view.peers().get(dead)))) {
      throw new Unsettled("its target %s does not answer".formatted(dead.brief()));
    }
    Optional<SelfView> replica =
        views.values().stream()
            .filter(view -> view.me().follows().equals(Optional.of(dead)))
            .findFirst();
    if (replica.isPresent()) {
      throw new Unsettled(
          "its target %s has failed and its replica %s at %s may hold keys of it: CLUSTER FAILOVER"
                  .formatted(dead.brief(), replica.get().self().brief(), address(replica.get()))
              + " TAKEOVER there makes it the master");
    }
  }

  /**
   * It has been silent for so long that it is not about to come back, and so has every other member
   * that does not answer: any of them could be its replica with its keys.
   *
   * @throws Unsettled otherwise
   */
  void requireGone() {
    Stream.concat(Stream.of(dead), owner.peers().keySet().stream())
        .filter(id -> !views.containsKey(id))
        .filter(id -> !majority(view -> gone(view, view.peers().get(id))))
        .findFirst()
        .ifPresent(
            id -> {
              throw new Unsettled(
                  "its target %s has failed, and it is waited until %s answers or has been silent for %s"
                      .formatted(dead.brief(), id.equals(dead) ? "it" : id.brief(), goneAfter));
            });
  }

  private boolean gone(SelfView view, SelfView.Peer peer) {
    return failed(peer)
        && (peer == null || newest(view.peers().values()) - peer.heardAt() >= goneAfter.toMillis());
  }

  private static boolean failed(SelfView.Peer peer) {
    return peer == null || peer.failed();
  }

  /** About the time now, by the clock of the node that was asked. */
  private static long newest(Collection<SelfView.Peer> peers) {
    return peers.stream().mapToLong(SelfView.Peer::heardAt).max().orElse(0);
  }

  /** Of the masters with slots, those that do not answer included. */
  private boolean majority(Predicate<SelfView> says) {
    List<NodeId> voters =
        owner.peers().values().stream()
            .filter(peer -> peer.master() && !peer.slots().isEmpty())
            .map(SelfView.Peer::id)
            .toList();
    long yes = voters.stream().map(views::get).filter(Objects::nonNull).filter(says).count();
    return yes * 2 > voters.size();
  }

  private static String address(SelfView view) {
    return view.me().address().toString();
  }
}
