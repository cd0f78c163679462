package dev.slotwright.world.redis;

import dev.slotwright.world.process.Loopback;
import dev.slotwright.world.process.WorldDirectory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A cluster of real servers, formed by plain commands: masters share the slots evenly in order,
 * replica r of master m is node {@code masters + m + r * masters}. For tests of one adapter against
 * every server version; a whole installation is {@code LocalWorld}.
 */
public final class LocalCluster implements AutoCloseable {
  private static final Duration FORMING = Duration.ofSeconds(30);

  private final Settings settings;
  private final Loopback loopback = new Loopback();
  private final WorldDirectory directory = new WorldDirectory("cluster");
  private final int port = loopback.redisPort();
  private final Tls tls;
  private final List<ClusterNode> nodes = new ArrayList<>();

  /**
   * @param replicas for each master
   * @param password null for none
   * @param tls whether nodes speak TLS, and nothing else
   * @param nodeTimeout cluster-node-timeout
   * @param arguments more of the server's command line, such as {@code --maxmemory 64mb}
   * @param empties masters without slots, behind the masters and replicas in order
   */
  public record Settings(
      RedisBinary binary,
      int masters,
      int replicas,
      String password,
      boolean tls,
      Duration nodeTimeout,
      List<String> arguments,
      int empties) {
    public static Settings of(RedisBinary binary, int masters, int replicas) {
      return new Settings(
          binary, masters, replicas, null, false, Duration.ofSeconds(2), List.of(), 0);
    }

    public Settings withPassword(String newPassword) {
      return new Settings(
          binary, masters, replicas, newPassword, tls, nodeTimeout, arguments, empties);
    }

    public Settings withTls() {
      return new Settings(
          binary, masters, replicas, password, true, nodeTimeout, arguments, empties);
    }

    public Settings withNodeTimeout(Duration newTimeout) {
      return new Settings(binary, masters, replicas, password, tls, newTimeout, arguments, empties);
    }

    public Settings withArguments(String... more) {
      List<String> all = Stream.concat(arguments.stream(), Stream.of(more)).toList();
      return new Settings(binary, masters, replicas, password, tls, nodeTimeout, all, empties);
    }

    public Settings withEmptyMasters(int more) {
      return new Settings(binary, masters, replicas, password, tls, nodeTimeout, arguments, more);
    }
  }

  private LocalCluster(Settings settings) {
    this.settings = settings;
    this.tls =
        settings.tls()
            ? Tls.make(directory.path(), loopback.hub().replaceFirst("\\d+$", ""))
            : null;
  }

  /** Forms the cluster and returns when every node calls its state ok and replicas have synced. */
  public static LocalCluster form(Settings settings) {
    LocalCluster cluster = new LocalCluster(settings);
    try {
      cluster.start();
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** Every node ever started and not closed, masters of the forming first. */
  public synchronized List<ClusterNode> nodes() {
    return List.copyOf(nodes);
  }

  public ClusterNode node(int index) {
    return nodes().get(index);
  }

  /**
   * @throws IllegalArgumentException when no node has this id
   */
  public ClusterNode node(String id) {
    return nodes().stream()
        .filter(node -> node.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no node " + id));
  }

  public int port() {
    return port;
  }

  public String password() {
    return settings.password();
  }

  /** What clients have to trust; null where nodes speak plain TCP. */
  public Tls tls() {
    return tls;
  }

  /** {@code address:port} of every node. */
  public List<String> seeds() {
    return nodes().stream().map(ClusterNode::endpoint).toList();
  }

  /** Starts a server that knows nobody: empty, in cluster mode, at an address of its own. */
  public synchronized ClusterNode addEmptyNode() {
    ClusterNode node =
        new ClusterNode(
            settings,
            tls,
            loopback.nextAddress(),
            port,
            directory.create("node-" + nodes.size()),
            List.of());
    nodes.add(node);
    node.awaitAnswering();
    return node;
  }

  /** Waits until every living node calls its state ok and knows this many nodes. */
  public void awaitStable(int size) {
    Awaitility.await("cluster of " + size)
        .atMost(FORMING)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> nodes().stream().filter(ClusterNode::isAlive).allMatch(n -> n.isOk(size)));
  }

  /** Waits until every living replica has all that its master has written so far. */
  public void awaitReplicated() {
    Awaitility.await("replicas of " + this)
        .atMost(FORMING)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> nodes().stream().filter(ClusterNode::isAlive).allMatch(this::hasReplicated));
  }

  private boolean hasReplicated(ClusterNode node) {
    String info = (String) node.call("INFO", "replication");
    if (!info.contains("role:master")) {
      return info.contains("master_link_status:up");
    }
    String written = info.replaceFirst("(?s).*master_repl_offset:(\\d+).*", "$1");
    // A WAIT for more replicas than there are makes them acknowledge at once.
    node.call("WAIT", "1000", "1");
    String now = (String) node.call("INFO", "replication");
    return now.lines()
        .filter(line -> line.matches("slave\\d+:.*"))
        .allMatch(
            line ->
                Long.parseLong(line.replaceFirst(".*offset=(\\d+).*", "$1"))
                    >= Long.parseLong(written));
  }

  @Override
  public void close() {
    nodes().forEach(ClusterNode::close);
    loopback.close();
    directory.close();
  }

  private void start() {
    int all = settings.masters() * (1 + settings.replicas()) + settings.empties();
    for (int i = 0; i < all; i++) {
      nodes.add(
          new ClusterNode(
              settings,
              tls,
              loopback.nextAddress(),
              port,
              directory.create("node-" + i),
              Forming.arguments(settings)));
    }
    new Forming(settings, nodes).run();
    awaitStable(all);
  }
}
