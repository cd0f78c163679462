package dev.slotwright.redis;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.Node.Health;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.OpenSlot;
import dev.slotwright.cluster.OpenSlot.Direction;
import dev.slotwright.cluster.Role;
import dev.slotwright.cluster.Slot;
import dev.slotwright.cluster.SlotSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads CLUSTER NODES of Redis 5.0 and newer and of Valkey. A line is
 *
 * <pre>ID IP:PORT@BUS[,HOSTNAME[,AUX...]] FLAGS MASTER PING PONG EPOCH LINK [SLOT | FIRST-LAST |
 * [SLOT->-ID] | [SLOT-<-ID]]...</pre>
 *
 * <p>A node that has met nobody may not know its own IP, and one with {@code noaddr} has neither IP
 * nor port: the first gets the address that was asked, the second {@link #NOWHERE}.
 */
public final class ClusterNodesParser {
  /** Stands for the address of a node with {@link Health#NO_ADDRESS}; nobody listens there. */
  public static final Address NOWHERE = new Address("noaddr.invalid", 1, 1);

  private static final int FIXED_FIELDS = 8;
  private static final Pattern ENDPOINT = Pattern.compile("(.*):(\\d+)(?:@(\\d+))?(?:,.*)?");
  private static final Pattern OPEN = Pattern.compile("\\[(\\d+)-([<>])-(\\p{XDigit}+)]");

  private ClusterNodesParser() {}

  /**
   * @param text the reply
   * @param asked where it came from
   * @throws IllegalArgumentException quoting the line that is not understood
   */
  public static ClusterNodes parse(String text, Address asked) {
    return parse(text, asked, UnaryOperator.identity());
  }

  /**
   * @param shared what stands for a set of slots, equal to it
   */
  static ClusterNodes parse(String text, Address asked, UnaryOperator<SlotSet> shared) {
    List<Node> nodes = new ArrayList<>();
    List<OpenSlot> open = new ArrayList<>();
    Optional<NodeId> self = Optional.empty();
    for (String line : text.lines().filter(l -> !l.isBlank()).toList()) {
      try {
        String[] fields = line.trim().split(" +");
        NodeId id = new NodeId(fields[0]);
        boolean myself = flags(fields).contains("myself");
        if (myself) {
          self = Optional.of(id);
          open.addAll(openSlots(id, fields));
        }
        nodes.add(node(id, fields, myself, asked, shared));
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new IllegalArgumentException(
            "a line of CLUSTER NODES from " + asked + " is not understood: " + line, e);
      }
    }
    NodeId me =
        self.orElseThrow(
            () -> new IllegalArgumentException("CLUSTER NODES from " + asked + " has no 'myself'"));
    return new ClusterNodes(me, nodes, open);
  }

  private static Set<String> flags(String[] fields) {
    return Set.of(fields[2].split(","));
  }

  private static Node node(
      NodeId id, String[] fields, boolean myself, Address asked, UnaryOperator<SlotSet> shared) {
    Set<String> flags = flags(fields);
    Optional<Address> address = address(fields[1], myself, asked);
    return new Node(
        id,
        address.orElse(NOWHERE),
        flags.contains("slave") || flags.contains("replica") ? Role.REPLICA : Role.MASTER,
        fields[3].equals("-") ? Optional.empty() : Optional.of(new NodeId(fields[3])),
        shared.apply(slots(fields)),
        address.isEmpty() ? Health.NO_ADDRESS : health(flags),
        myself || fields[7].equals("connected"),
        Long.parseLong(fields[6]));
  }

  private static Health health(Set<String> flags) {
    if (flags.contains("noaddr")) {
      return Health.NO_ADDRESS;
    }
    if (flags.contains("handshake")) {
      return Health.HANDSHAKE;
    }
    if (flags.contains("fail")) {
      return Health.FAILED;
    }
    return flags.contains("fail?") ? Health.SUSPECTED : Health.OK;
  }

  private static Optional<Address> address(String field, boolean myself, Address asked) {
    Matcher endpoint = ENDPOINT.matcher(field);
    if (!endpoint.matches()) {
      throw new IllegalArgumentException("no endpoint: " + field);
    }
    int port = Integer.parseInt(endpoint.group(2));
    String host = endpoint.group(1).isEmpty() && myself ? asked.host() : endpoint.group(1);
    if (host.isEmpty() || port == 0) {
      return myself ? Optional.of(asked) : Optional.empty();
    }
    String bus = endpoint.group(3);
    return Optional.of(
        bus == null ? new Address(host, port) : new Address(host, port, Integer.parseInt(bus)));
  }

  private static SlotSet slots(String[] fields) {
    List<String> ranges = new ArrayList<>();
    for (int i = FIXED_FIELDS; i < fields.length; i++) {
      if (!fields[i].startsWith("[")) {
        ranges.add(fields[i]);
      }
    }
    return SlotSet.parse(String.join(",", ranges));
  }

  private static List<OpenSlot> openSlots(NodeId self, String[] fields) {
    List<OpenSlot> open = new ArrayList<>();
    for (int i = FIXED_FIELDS; i < fields.length; i++) {
      if (fields[i].startsWith("[")) {
        Matcher slot = OPEN.matcher(fields[i]);
        if (!slot.matches()) {
          throw new IllegalArgumentException("no open slot: " + fields[i]);
        }
        Direction direction = slot.group(2).equals(">") ? Direction.MIGRATING : Direction.IMPORTING;
        open.add(
            new OpenSlot(
                new Slot(Integer.parseInt(slot.group(1))),
                direction,
                self,
                new NodeId(slot.group(3))));
      }
    }
    return open;
  }
}
