package dev.slotwright.bench.mover;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.Credentials;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.SettingsJournal;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.operation.MoveFigures;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.plan.SlotMove;
import dev.slotwright.policy.Execution;
import dev.slotwright.redis.LettuceRedisCluster;
import dev.slotwright.redis.NodeConnections;
import dev.slotwright.redis.RedisSettings;
import dev.slotwright.redis.mover.LettuceSlotMover;
import dev.slotwright.world.process.QuietLogs;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Orders of the slot mover in a JVM of their own. Arguments: transport, open slots, pause budget
 * (ISO 8601), how often all goes there and back before, nodes as {@code host:port,host:port}, then
 * transfers as {@code host:port>host:port:first-last}. Prints its result as one line of JSON.
 */
final class MoverMain {
  /** How the line begins that says why a move failed. */
  static final String FAILED = "failed: ";

  private static final int FIRST_TRANSFER = 5;
  private static final int OBSERVATIONS = 5;
  private static final long LOOK_NANOS = 2_000_000;

  private MoverMain() {}

  public static void main(String... args) throws JsonProcessingException {
    QuietLogs.of("io.lettuce", "io.netty");
    Execution execution =
        new Execution(
            Integer.parseInt(args[1]),
            Duration.parse(args[2]),
            Execution.Transport.valueOf(args[0]));
    List<Address> nodes = Arrays.stream(args[4].split(",")).map(Address::parse).toList();
    try (LettuceRedisCluster cluster = new LettuceRedisCluster(connections(), () -> true);
        LettuceSlotMover mover =
            new LettuceSlotMover(connections(), Credentials.NONE, SettingsJournal.inMemory())) {
      List<String> words = Arrays.stream(args).skip(FIRST_TRANSFER).toList();
      for (int before = Integer.parseInt(args[3]); before > 0; before--) {
        move(cluster, nodes, mover, execution, words);
        move(cluster, nodes, mover, execution, words.stream().map(MoverMain::back).toList());
      }
      System.out.println(move(cluster, nodes, mover, execution, words));
    } catch (RefusedException e) {
      System.out.println(FAILED + e.getMessage());
      System.exit(1);
    }
    System.exit(0);
  }

  /** The result as JSON. */
  private static String move(
      LettuceRedisCluster cluster,
      List<Address> nodes,
      LettuceSlotMover mover,
      Execution execution,
      List<String> transfers)
      throws JsonProcessingException {
    ClusterView view = whole(cluster, nodes);
    SlotBytes bytes = cluster.slotBytes(view);
    List<SlotMove> moves = transfers.stream().map(word -> move(word, view, bytes)).toList();
    long begin = System.nanoTime();
    mover.start(view, moves, bytes, execution, moved -> {});
    MoveStatus status = await(mover);
    double seconds = (System.nanoTime() - begin) / 1e9;
    if (status instanceof MoveStatus.Failed failed) {
      throw new RefusedException(failed.reason());
    }
    return json(((MoveStatus.Done) status).progress(), seconds);
  }

  private static String back(String transfer) {
    String[] words = transfer.split(">");
    int range = words[1].lastIndexOf(':');
    return words[1].substring(0, range) + ">" + words[0] + words[1].substring(range);
  }

  /** Under a heavy load a node may miss the time-out of one observation. */
  private static ClusterView whole(LettuceRedisCluster cluster, List<Address> nodes) {
    ClusterView view = cluster.observe(nodes);
    for (int again = 0; again < OBSERVATIONS && !view.unreachable().isEmpty(); again++) {
      view = cluster.observe(nodes);
    }
    if (!view.unreachable().isEmpty()) {
      throw new RefusedException("no answer: " + view.unreachable());
    }
    return view;
  }

  private static NodeConnections connections() {
    return new NodeConnections(RedisSettings.defaults(), Credentials.NONE);
  }

  private static MoveStatus await(LettuceSlotMover mover) {
    while (mover.status() instanceof MoveStatus.Running) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return mover.status();
  }

  private static SlotMove move(String transfer, ClusterView view, SlotBytes bytes) {
    String[] ends = transfer.substring(0, transfer.lastIndexOf(':')).split(">");
    String[] range = transfer.substring(transfer.lastIndexOf(':') + 1).split("-");
    SlotSet slots = SlotSet.range(Integer.parseInt(range[0]), Integer.parseInt(range[1]));
    return new SlotMove(id(view, ends[0]), id(view, ends[1]), slots, bytes.total(slots));
  }

  private static NodeId id(ClusterView view, String endpoint) {
    Address address = Address.parse(endpoint);
    return view.nodes().values().stream()
        .filter(
            node ->
                node.address().host().equals(address.host())
                    && node.address().port() == address.port())
        .map(Node::id)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no node at " + endpoint));
  }

  private static String json(MoveStatus.Progress progress, double seconds)
      throws JsonProcessingException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("slots", progress.slotsMoved());
    fields.put("keys", progress.keysMoved());
    fields.put("bytes", progress.bytesMoved());
    fields.put("seconds", seconds);
    fields.put("longestPauseMillis", progress.longestPauseMillis());
    fields.put("heapPeakMebibytes", Math.round(heapPeak()));
    MoveFigures figures = progress.figures();
    figures.transport().ifPresent(transport -> fields.put("transport", transport));
    figures.fallback().ifPresent(why -> fields.put("fallback", why));
    if (!figures.retries().isEmpty()) {
      fields.put("retries", figures.retries().toString());
    }
    return new ObjectMapper().writeValueAsString(fields);
  }

  /** Sum of each pool's peak: an upper bound of what was ever in use at once. */
  private static double heapPeak() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getPeakUsage)
            .mapToLong(usage -> usage.getUsed())
            .sum()
        / (double) (1 << 20);
  }
}
