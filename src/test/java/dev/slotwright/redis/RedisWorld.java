package dev.slotwright.redis;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.control.Credentials;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisBinary;
import dev.slotwright.world.redis.RedisConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A cluster of real servers with the adapter that is tested on it. */
final class RedisWorld implements AutoCloseable {
  private final LocalCluster cluster;
  private final LettuceRedisCluster redis;
  private BooleanSupplier permitted = () -> true;

  RedisWorld(LocalCluster.Settings settings) {
    this.cluster = LocalCluster.form(settings);
    this.redis = new LettuceRedisCluster(connections(), () -> permitted.getAsBoolean());
  }

  static RedisWorld of(RedisBinary server, int masters, int replicas) {
    return new RedisWorld(LocalCluster.Settings.of(server, masters, replicas));
  }

  LocalCluster cluster() {
    return cluster;
  }

  LettuceRedisCluster redis() {
    return redis;
  }

  /** The lease: asked before each command that changes a node. */
  void permitted(BooleanSupplier lease) {
    this.permitted = lease;
  }

  NodeConnections connections() {
    return new NodeConnections(
        RedisSettings.defaults(),
        new Credentials(Optional.empty(), Optional.ofNullable(cluster.password())));
  }

  ClusterNode node(int index) {
    return cluster.node(index);
  }

  ClusterNode node(NodeId id) {
    return cluster.node(id.value());
  }

  static Address at(ClusterNode node) {
    return new Address(node.address(), node.port());
  }

  static NodeId id(ClusterNode node) {
    return new NodeId(node.id());
  }

  ClusterView observe() {
    return redis.observe(cluster.nodes().stream().map(RedisWorld::at).toList());
  }

  /** Starts a blank node and has it met by the first. */
  ClusterNode join() {
    ClusterNode node = cluster.addEmptyNode();
    meet(node);
    return node;
  }

  /** The first node meets this one. */
  void meet(ClusterNode node) {
    redis.meet(at(node(0)), at(node), id(node));
  }

  /**
   * Keys {@code key:0} and on, each on the master that owns its slot; returns the number written.
   */
  int fill(int keys, int bytes) {
    String value = "v".repeat(bytes);
    List<ClusterNode> masters = new ArrayList<>();
    observe().owners().forEach(owner -> masters.add(node(owner.id())));
    int written = 0;
    for (ClusterNode master : masters) {
      try (RedisConnection connection = master.connect()) {
        for (int i = 0; i < keys; i++) {
          written += store(connection, "key:" + i, value);
        }
      }
    }
    return written;
  }

  private static int store(RedisConnection connection, String key, String value) {
    try {
      connection.call("SET", key, value);
      return 1;
    } catch (RedisConnection.RedisError elsewhere) {
      if (!elsewhere.getMessage().startsWith("MOVED")) {
        throw elsewhere;
      }
      return 0;
    }
  }

  /** How many keys all owners hold together. */
  long keys() {
    ClusterView view = observe();
    return view.owners().stream()
        .map(owner -> view.report(owner.id()).orElseThrow().keys())
        .mapToLong(Long::longValue)
        .sum();
  }

  Set<NodeId> leaving(ClusterNode... nodes) {
    return Set.copyOf(java.util.Arrays.stream(nodes).map(RedisWorld::id).toList());
  }

  @Override
  public void close() {
    redis.close();
    cluster.close();
  }
}
