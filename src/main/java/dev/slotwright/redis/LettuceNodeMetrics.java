package dev.slotwright.redis;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.control.NodeMetrics;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.load.NodeSample;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * INFO of every node, one pipeline each. Whom to ask next time is what the nodes say today, and
 * always the seeds: a new node is asked in the poll after the first that heard of it. Not for
 * several threads.
 */
public final class LettuceNodeMetrics implements NodeMetrics {
  private static final List<Request> QUESTIONS =
      List.of(Request.of("CLUSTER", "NODES"), Request.of("INFO"));

  private final NodeConnections connections;
  private final String cluster;
  private final List<Address> seeds;
  private final InstantSource clock;
  private Set<Address> known = Set.of();

  /** A node that answered. */
  private record Answered(ClusterNodes nodes, Fields fields) {
    Node self() {
      return nodes.nodes().stream()
          .filter(node -> node.id().equals(nodes.self()))
          .findFirst()
          .orElseThrow();
    }
  }

  /**
   * @param connections closed with this
   * @param cluster its name, as policies have it
   * @param seeds at least one; names are resolved at each connect
   * @param clock stamps the samples
   */
  public LettuceNodeMetrics(
      NodeConnections connections, String cluster, Collection<Address> seeds, InstantSource clock) {
    this.connections = connections;
    this.cluster = cluster;
    this.seeds = List.copyOf(seeds);
    this.clock = clock;
  }

  @Override
  public List<NodeSample> poll() {
    connections.prune();
    Map<Address, RuntimeException> failures = new LinkedHashMap<>();
    Map<NodeId, Answered> answers = ask(failures);
    if (answers.isEmpty()) {
      throw new UnreachableException(
          "no node of cluster %s gave its numbers: %s"
              .formatted(
                  cluster,
                  failures.values().stream()
                      .map(RuntimeException::getMessage)
                      .collect(Collectors.joining("; "))));
    }
    known = listed(answers.values());
    List<NodeSample> samples = new ArrayList<>(answers.size());
    answers.forEach(
        (id, answer) ->
            samples.add(
                new NodeSample(
                    cluster,
                    id,
                    clock.instant(),
                    Optional.of(answer.self().role()),
                    Measurements.of(answer.fields(), masterOffset(answer, answers)))));
    return samples;
  }

  @Override
  public void close() {
    connections.close();
  }

  /** By id: a node that is reached at two addresses counts once. */
  private Map<NodeId, Answered> ask(Map<Address, RuntimeException> failures) {
    Set<Address> addresses = new LinkedHashSet<>(known);
    Set<String> endpoints = known.stream().map(Address::toString).collect(Collectors.toSet());
    seeds.stream().filter(seed -> endpoints.add(seed.toString())).forEach(addresses::add);
    Map<NodeId, Answered> answers = new LinkedHashMap<>();
    new Round(connections, connections.settings().observeTimeout())
        .ask(addresses, QUESTIONS, LettuceNodeMetrics::read, failures)
        .forEach(read -> answers.putIfAbsent(read.nodes().self(), read));
    return answers;
  }

  private static Answered read(Address address, List<Reply> replies) {
    return new Answered(
        ClusterNodesParser.parse(replies.get(0).text(), address),
        InfoParser.parse(replies.get(1).text()));
  }

  private static Set<Address> listed(Collection<Answered> answers) {
    return answers.stream()
        .flatMap(answer -> answer.nodes().nodes().stream())
        .filter(
            node ->
                node.health() != Node.Health.NO_ADDRESS
                    && node.health() != Node.Health.HANDSHAKE
                    && node.health() != Node.Health.FAILED)
        .map(Node::address)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Of a replica: where its master was in this poll. */
  private static OptionalLong masterOffset(Answered answer, Map<NodeId, Answered> all) {
    return answer
        .self()
        .master()
        .map(all::get)
        .map(master -> OptionalLong.of(master.fields().count("master_repl_offset")))
        .orElse(OptionalLong.empty());
  }
}
