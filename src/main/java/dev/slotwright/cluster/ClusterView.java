package dev.slotwright.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The cluster as put together from what each reachable node says.
 *
 * <p>Of a node that answered, its own word on role, master and slots counts; of one that did not,
 * the word of the answering node with the highest current epoch. Nodes that know nobody are {@link
 * #newcomers}; nodes that belong to some other cluster are {@link #foreign}.
 *
 * @param nodes of this cluster, by id
 * @param reports of this cluster's nodes that answered, by id
 * @param newcomers blank nodes that no member knows, by address text
 * @param foreign nodes that answered but belong elsewhere: not blank, and unknown to the members
 * @param unreachable addresses that were asked and did not answer, with the reason
 */
public record ClusterView(
    Map<NodeId, Node> nodes,
    Map<NodeId, NodeReport> reports,
    List<NodeReport> newcomers,
    List<NodeReport> foreign,
    Map<Address, String> unreachable) {

  public static final ClusterView EMPTY = of(List.of(), Map.of());

  /** Puts the answers together. */
  public static ClusterView of(List<NodeReport> answers, Map<Address, String> unreachable) {
    Set<NodeId> members = members(answers);
    Map<NodeId, NodeReport> reports =
        answers.stream()
            .filter(r -> members.contains(r.self()))
            .collect(
                Collectors.toMap(NodeReport::self, Function.identity(), (a, b) -> a, TreeMap::new));
    Map<NodeId, Node> nodes = new TreeMap<>();
    reports.values().stream()
        .sorted(Comparator.comparingLong(NodeReport::currentEpoch))
        .flatMap(report -> report.known().stream())
        .forEach(node -> nodes.put(node.id(), node));
    reports.values().forEach(report -> nodes.put(report.self(), report.selfNode()));
    List<NodeReport> others =
        answers.stream()
            .filter(r -> !members.contains(r.self()))
            .sorted(Comparator.comparing(r -> r.asked().toString()))
            .toList();
    return new ClusterView(
        nodes,
        reports,
        others.stream().filter(NodeReport::blank).toList(),
        others.stream().filter(r -> !r.blank()).toList(),
        Map.copyOf(unreachable));
  }

  /** The ids reachable from the answering node whose peers together own most slots. */
  private static Set<NodeId> members(List<NodeReport> answers) {
    Optional<NodeReport> anchor =
        answers.stream()
            .filter(report -> !report.blank())
            .max(
                Comparator.comparingInt(ClusterView::slotsKnownTo)
                    .thenComparingInt(report -> report.known().size())
                    .thenComparing(NodeReport::self, Comparator.reverseOrder()));
    Set<NodeId> members = new HashSet<>();
    anchor.ifPresent(report -> report.known().forEach(node -> members.add(node.id())));
    for (boolean grew = true; grew; ) {
      grew = false;
      for (NodeReport report : answers) {
        if (members.contains(report.self())) {
          for (Node node : report.known()) {
            grew |= members.add(node.id());
          }
        }
      }
    }
    return members;
  }

  private static int slotsKnownTo(NodeReport report) {
    return report.known().stream().mapToInt(node -> node.slots().size()).sum();
  }

  public Optional<Node> node(NodeId id) {
    return Optional.ofNullable(nodes.get(id));
  }

  public Optional<NodeReport> report(NodeId id) {
    return Optional.ofNullable(reports.get(id));
  }

  /** The node that listens at {@code host}, member or newcomer. */
  public Optional<NodeId> idAt(String host) {
    return reports.values().stream()
        .filter(report -> report.asked().host().equals(host))
        .map(NodeReport::self)
        .findFirst()
        .or(
            () ->
                newcomers.stream()
                    .filter(report -> report.asked().host().equals(host))
                    .map(NodeReport::self)
                    .findFirst());
  }

  /** Masters in id order, those without slots included. */
  public List<Node> masters() {
    return nodes.values().stream().filter(Node::isMaster).toList();
  }

  /** Masters that own at least one slot. */
  public List<Node> owners() {
    return masters().stream().filter(node -> !node.slots().isEmpty()).toList();
  }

  public List<Node> replicasOf(NodeId master) {
    return nodes.values().stream()
        .filter(node -> !node.isMaster() && node.master().equals(Optional.of(master)))
        .toList();
  }

  public List<Shard> shards() {
    return masters().stream().map(m -> new Shard(m, replicasOf(m.id()))).toList();
  }

  public Optional<Node> owner(Slot slot) {
    return masters().stream().filter(node -> node.slots().contains(slot)).findFirst();
  }

  /** The master of the shard that {@code id} is in today: itself, or whom it follows. */
  public Optional<Node> masterOf(NodeId id) {
    return node(id).flatMap(n -> n.isMaster() ? Optional.of(n) : n.master().flatMap(this::node));
  }

  public SlotSet assigned() {
    return masters().stream().map(Node::slots).reduce(SlotSet.EMPTY, SlotSet::plus);
  }

  public List<OpenSlot> openSlots() {
    return reports.values().stream().flatMap(report -> report.openSlots().stream()).toList();
  }

  /** Every slot is owned and every member that answered says {@code cluster_state:ok}. */
  public boolean stateOk() {
    return assigned().size() == Slot.COUNT
        && reports.values().stream().allMatch(NodeReport::stateOk);
  }

  /** A master's replica that answers, has loaded and whose link is up. */
  public boolean inSync(NodeId replica) {
    return report(replica).filter(r -> !r.loading() && r.linkUp()).isPresent();
  }

  /**
   * Where the members that answered differ on who owns what or who is there; empty when they agree.
   */
  public List<String> disagreements() {
    List<String> found = new ArrayList<>();
    for (NodeReport report : reports.values()) {
      Map<NodeId, Node> seen =
          report.known().stream().collect(Collectors.toMap(Node::id, Function.identity()));
      for (Node node : nodes.values()) {
        Node other = seen.get(node.id());
        if (other == null) {
          found.add("%s does not know %s".formatted(report.self().brief(), node.id().brief()));
        } else if (!other.slots().equals(node.slots()) && node.isMaster()) {
          found.add(
              "%s sees other slots on %s than it has itself"
                  .formatted(report.self().brief(), node.id().brief()));
        } else if (other.role() != node.role()) {
          found.add(
              "%s sees %s as %s".formatted(report.self().brief(), node.id().brief(), other.role()));
        }
      }
    }
    return found;
  }
}
