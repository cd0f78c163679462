package dev.slotwright.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slotwright.RealSessions;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisBinary;
import dev.slotwright.world.redis.RedisConnection;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** A local cluster, and commands run on it in this JVM. */
final class HandWorld implements AutoCloseable {
  final LocalCluster cluster;

  private HandWorld(LocalCluster cluster) {
    this.cluster = cluster;
  }

  static HandWorld of(RedisBinary server, int masters, int replicas) {
    return of(LocalCluster.Settings.of(server, masters, replicas));
  }

  static HandWorld of(LocalCluster.Settings settings) {
    return new HandWorld(LocalCluster.form(settings));
  }

  /** What a command came to. */
  record Run(int exitCode, String out, String err) {
    /** Standard output, which has to be one object and nothing else. */
    JsonNode json() throws java.io.IOException {
      try (var parser = new ObjectMapper().createParser(out)) {
        JsonNode object = parser.readValueAsTree();
        if (parser.nextToken() != null) {
          throw new AssertionError("more than one value on standard output:\n" + out);
        }
        return object;
      }
    }
  }

  /** With {@code --seed} for the first node; nobody is there to be asked. */
  Run run(String command, String... arguments) {
    return run(SeatedTerminal.nobody(), command, arguments);
  }

  Run run(Terminal terminal, String command, String... arguments) {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(List.of("--seed", cluster.node(0).endpoint()));
    words.addAll(List.of(arguments));
    return runPlain(terminal, words.toArray(String[]::new));
  }

  static Run runPlain(Terminal terminal, String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commands =
        ClusterCommand.with(RealSessions.open(), terminal)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    int exitCode = commands.execute(words);
    return new Run(exitCode, out.toString(), err.toString());
  }

  /** An empty master that every node knows. */
  ClusterNode join() {
    ClusterNode node = cluster.addEmptyNode();
    node.call("CLUSTER", "MEET", cluster.node(0).address(), Integer.toString(cluster.port()));
    cluster.awaitStable(cluster.nodes().size());
    return node;
  }

  /** Keys {@code key:0} and on, each on the node that owns its slot. */
  void fill(int keys, int bytes) {
    String value = "v".repeat(bytes);
    for (ClusterNode node : cluster.nodes()) {
      try (RedisConnection connection = node.connect()) {
        for (int i = 0; i < keys; i++) {
          try {
            connection.call("SET", "key:" + i, value);
          } catch (RedisConnection.RedisError elsewhere) {
            if (!elsewhere.getMessage().startsWith("MOVED")) {
              throw elsewhere;
            }
          }
        }
      }
    }
  }

  /** How many of {@code key:0} to {@code key:keys-1} are found where a client looks for them. */
  long found(int keys) {
    long found = 0;
    for (ClusterNode node : cluster.nodes().stream().filter(ClusterNode::isAlive).toList()) {
      try (RedisConnection connection = node.connect()) {
        for (int i = 0; i < keys; i++) {
          try {
            found += (long) connection.call("EXISTS", "key:" + i);
          } catch (RedisConnection.RedisError elsewhere) {
            if (!elsewhere.getMessage().startsWith("MOVED")) {
              throw elsewhere;
            }
          }
        }
      }
    }
    return found;
  }

  /** Its own word on how many slots it owns. */
  static int slots(ClusterNode node) {
    String line =
        ((String) node.call("CLUSTER", "NODES"))
            .lines()
            .filter(l -> l.contains("myself"))
            .findFirst()
            .orElseThrow();
    String[] words = line.split(" ");
    int slots = 0;
    for (int i = 8; i < words.length; i++) {
      if (!words[i].startsWith("[")) {
        String[] ends = words[i].split("-");
        slots += Integer.parseInt(ends[ends.length - 1]) - Integer.parseInt(ends[0]) + 1;
      }
    }
    return slots;
  }

  /** Whether any node shows an open slot of its own. */
  boolean anyOpen() {
    return cluster.nodes().stream()
        .filter(ClusterNode::isAlive)
        .anyMatch(node -> ((String) node.call("CLUSTER", "NODES")).contains("["));
  }

  @Override
  public void close() {
    cluster.close();
  }
}
