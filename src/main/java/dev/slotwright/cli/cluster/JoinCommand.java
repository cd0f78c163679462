package dev.slotwright.cli.cluster;

import dev.slotwright.cli.ExitCode;
import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.NodeReport;
import dev.slotwright.cluster.check.ClusterCheck;
import dev.slotwright.cluster.check.Finding.Code;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slotwright cluster join --node HOST:PORT [--replica-of ID]}. */
@Command(
    name = "join",
    description = "Takes an empty node into the cluster, as a master without slots or a replica.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class JoinCommand extends ClusterWork {
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final Duration GOSSIP = Duration.ofSeconds(30);

  /** A full sync of a large master. */
  private static final Duration SYNC = Duration.ofMinutes(30);

  @Option(
      names = "--node",
      required = true,
      paramLabel = "HOST:PORT",
      description = "The node that joins: empty, in cluster mode.")
  private String node;

  @Option(
      names = "--replica-of",
      paramLabel = "ID",
      description = "The master it is to follow: its id, the beginning of it, or HOST:PORT.")
  private Optional<String> master = Optional.empty();

  JoinCommand(ClusterAccess access, Terminal terminal) {
    super(access, terminal);
  }

  @Override
  Result work(Bench bench) {
    Address address = ConnectionOptions.address("--node", node);
    WholeView reading = new WholeView(bench.session().redis(), bench.target().seeds());
    ClusterView view = reading.agreed(GOSSIP);
    Newcomer newcomer = Newcomer.read(bench.session().redis(), address);
    newcomer.requireFit(view);
    Optional<Node> followed = master.map(name -> NodeNames.master(view, "--replica-of", name));
    if (followed.filter(found -> found.id().equals(newcomer.id())).isPresent()) {
      throw new InvalidInputException("--replica-of: a node does not follow itself");
    }
    String purpose =
        "have %s %s join%s"
            .formatted(
                newcomer.id().brief(),
                newcomer.report().asked(),
                followed.map(to -> " as replica of " + NodeNames.text(to)).orElse(""));
    Map<String, Object> fields = fields(newcomer, followed);
    if (run().dryRun()) {
      bench.printer().result("would " + purpose + "\n");
      return Result.of(ExitCode.DONE, "planned", fields);
    }
    boolean joined =
        newcomer.isMemberOf(view) && followed.map(Node::id).map(newcomer::follows).orElse(true);
    if (!joined) {
      confirm(bench.printer(), purpose);
    }
    ClusterView after = met(bench, reading, view, newcomer);
    warn(bench, after, newcomer.id());
    followed.ifPresent(to -> attached(bench, reading, after, newcomer.id(), to.id()));
    bench.printer().result(told(newcomer, followed, after));
    return Result.of(ExitCode.DONE, "done", fields);
  }

  private static ClusterView met(
      Bench bench, WholeView reading, ClusterView view, Newcomer newcomer) {
    if (!newcomer.isMemberOf(view)) {
      Address member =
          view.reports().values().stream()
              .filter(report -> report.selfNode().isMaster())
              .findFirst()
              .map(NodeReport::asked)
              .orElseThrow(() -> new RefusedException("no master of the cluster answers"));
      bench.session().redis().meet(member, newcomer.address(), newcomer.id());
    }
    return await(
        reading,
        seen -> knownToAll(seen, newcomer.id()),
        GOSSIP,
        "not all nodes know " + newcomer.report().asked() + " yet: are all bus ports open to it?");
  }

  /** Every member lists it with a link, and it lists every member and serves where they do. */
  private static boolean knownToAll(ClusterView view, NodeId id) {
    boolean othersServe =
        view.reports().values().stream()
            .allMatch(report -> report.stateOk() || report.self().equals(id));
    return view.report(id).filter(report -> report.stateOk() || !othersServe).isPresent()
        && view.disagreements().isEmpty()
        && view.reports().values().stream()
            .allMatch(
                report ->
                    report.known().stream()
                        .anyMatch(seen -> seen.id().equals(id) && seen.linked() && seen.healthy()));
  }

  private static void attached(
      Bench bench, WholeView reading, ClusterView view, NodeId replica, NodeId master) {
    bench.session().redis().attach(view, replica, master);
    bench.printer().note("waiting for the first sync of " + NodeNames.text(view, replica));
    await(
        reading,
        seen -> seen.inSync(replica) && seen.disagreements().isEmpty(),
        SYNC,
        NodeNames.text(view, replica)
            + " follows its master and is not in sync with it: see the logs of both");
  }

  private static ClusterView await(
      WholeView reading, Predicate<ClusterView> condition, Duration limit, String otherwise) {
    long deadline = System.nanoTime() + limit.toNanos();
    ClusterView view = reading.read();
    while (!condition.test(view)) {
      if (System.nanoTime() > deadline) {
        throw new UnreachableException(otherwise);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
      view = reading.read();
    }
    return view;
  }

  /** Another version or other settings than the others have. */
  private static void warn(Bench bench, ClusterView view, NodeId newcomer) {
    ClusterCheck.findings(view, bench.session().inspector().inspect(view)).stream()
        .filter(f -> f.code() == Code.SETTINGS_DIFFER || f.code() == Code.VERSIONS_DIFFER)
        .filter(f -> f.what().contains(newcomer.brief()))
        .forEach(f -> bench.printer().note("warning: " + f.what()));
  }

  private static String told(Newcomer newcomer, Optional<Node> followed, ClusterView after) {
    String name = NodeNames.text(after, newcomer.id());
    return followed
        .map(to -> "%s is a replica of %s, in sync%n".formatted(name, NodeNames.text(to)))
        .orElseGet(
            () ->
                ("%s is a member: %d nodes know it. `rebalance` gives it slots; let clients refresh"
                        + " their view first%n")
                    .formatted(name, after.reports().size() - 1));
  }

  private static Map<String, Object> fields(Newcomer newcomer, Optional<Node> followed) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("node", newcomer.id().value());
    fields.put("address", newcomer.report().asked().toString());
    followed.ifPresent(to -> fields.put("replicaOf", to.id().value()));
    return fields;
  }
}
