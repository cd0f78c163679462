package dev.slotwright.redis.mover;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What one node says of itself and of the others: its CLUSTER NODES.
 *
 * @param self the answering node
 * @param migrating its slots on their way out, by slot, to whom
 * @param importing slots on their way in, by slot, from whom
 * @param peers every node it knows, itself included
 */
record SelfView(
    NodeId self,
    Map<Integer, NodeId> migrating,
    Map<Integer, NodeId> importing,
    Map<NodeId, Peer> peers) {

  /**
   * A node as the answering one sees it.
   *
   * @param follows of a replica: its master
   * @param failed {@code fail}, {@code fail?} or without address
   * @param heardAt when it last answered the other, by the other's clock, in milliseconds since
   *     1970; 0 of a node that never did, and of the answering node itself
   * @param epoch its configuration epoch
   */
  record Peer(
      NodeId id,
      Address address,
      boolean master,
      Optional<NodeId> follows,
      boolean failed,
      long heardAt,
      long epoch,
      SlotSet slots) {}

  /**
   * Reads the answer of CLUSTER NODES.
   *
   * @throws IllegalArgumentException when no line is the node's own
   */
  static SelfView parse(String text) {
    return parse(text, UnaryOperator.identity());
  }

  /**
   * The same.
   *
   * @param shared what stands for a set of slots, equal to it
   */
  static SelfView parse(String text, UnaryOperator<SlotSet> shared) {
    Map<Integer, NodeId> migrating = new HashMap<>();
    Map<Integer, NodeId> importing = new HashMap<>();
    Map<NodeId, Peer> peers = new HashMap<>();
    NodeId self = null;
    for (String line : text.split("\n")) {
      String[] words = line.trim().split(" ");
      if (words.length < 8) {
        continue;
      }
      Peer peer = peer(words, migrating, importing, shared);
      peers.put(peer.id(), peer);
      if (words[2].contains("myself")) {
        self = peer.id();
      }
    }
    if (self == null) {
      throw new IllegalArgumentException("CLUSTER NODES without a line of the node's own: " + text);
    }
    return new SelfView(self, migrating, importing, peers);
  }

  Peer me() {
    return peers.get(self);
  }

  boolean master() {
    return me().master();
  }

  SlotSet slots() {
    return me().slots();
  }

  /** Those that follow the node, as far as it knows. */
  Stream<Peer> replicas() {
    return peers.values().stream().filter(peer -> peer.follows().equals(Optional.of(self)));
  }

  /** The node and its replicas. */
  Set<NodeId> shard() {
    Set<NodeId> shard = new HashSet<>(Set.of(self));
    replicas().forEach(replica -> shard.add(replica.id()));
    return shard;
  }

  boolean owns(int slot) {
    return me().slots().contains(slot);
  }

  Optional<NodeId> migratingTo(int slot) {
    return Optional.ofNullable(migrating.get(slot));
  }

  Optional<NodeId> importingFrom(int slot) {
    return Optional.ofNullable(importing.get(slot));
  }

  private static Peer peer(
      String[] words,
      Map<Integer, NodeId> migrating,
      Map<Integer, NodeId> importing,
      UnaryOperator<SlotSet> shared) {
    BitSet slots = new BitSet();
    for (int i = 8; i < words.length; i++) {
      String word = words[i];
      if (word.startsWith("[")) {
        open(word, migrating, importing);
      } else {
        int dash = word.indexOf('-');
        int first = Integer.parseInt(dash < 0 ? word : word.substring(0, dash));
        int last = dash < 0 ? first : Integer.parseInt(word.substring(dash + 1));
        slots.set(first, last + 1);
      }
    }
    String flags = words[2];
    return new Peer(
        new NodeId(words[0]),
        address(words[1]),
        flags.contains("master"),
        words[3].equals("-") ? Optional.empty() : Optional.of(new NodeId(words[3])),
        flags.contains("fail") || flags.contains("noaddr") || flags.contains("handshake"),
        Long.parseLong(words[5]),
        Long.parseLong(words[6]),
        shared.apply(SlotSet.of(slots.stream())));
  }

  /** {@code [93-<-id]} is importing, {@code [93->-id]} migrating. */
  private static void open(
      String word, Map<Integer, NodeId> migrating, Map<Integer, NodeId> importing) {
    int dash = word.indexOf('-');
    int slot = Integer.parseInt(word.substring(1, dash));
    NodeId peer = new NodeId(word.substring(dash + 3, word.length() - 1));
    (word.charAt(dash + 1) == '<' ? importing : migrating).put(slot, peer);
  }

  /** {@code ip:port@busport[,hostname][,more]}; a node without address has no host and port 0. */
  private static Address address(String word) {
    String endpoint = word.split(",", 2)[0];
    int at = endpoint.indexOf('@');
    String front = at < 0 ? endpoint : endpoint.substring(0, at);
    int colon = front.lastIndexOf(':');
    String host = front.substring(0, colon);
    int port = Integer.parseInt(front.substring(colon + 1));
    int bus = at < 0 ? port + 10_000 : Integer.parseInt(endpoint.substring(at + 1));
    return new Address(host.isBlank() ? "?" : host, Math.max(1, port), bus);
  }
}
