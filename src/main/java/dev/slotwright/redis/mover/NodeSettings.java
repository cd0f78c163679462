package dev.slotwright.redis.mover;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.SettingsJournal.Change;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.redis.Reply;
import dev.slotwright.redis.Request;
import dev.slotwright.redis.ServerErrorException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Changes settings of nodes while slots move, and puts them back whatever happens.
 *
 * <p>Order: read what a node has; write it down; change it. Later: put it back where it still is as
 * the move has set it (a node that was restarted has its own again, an operator's change stays);
 * erase what was written down. A process killed in between leaves the journal, and the next order
 * or repair begins with putting back. What is not in the journal is never guessed.
 *
 * <p>None of this is needed for a move to be safe: a node that does not permit CONFIG, or a journal
 * that cannot be written, leaves the nodes as they are.
 */
final class NodeSettings implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(NodeSettings.class);
  private static final Request WHO = Request.of("CLUSTER", "MYID");

  private final OrderContext order;
  private final Map<NodeId, Address> addresses = new LinkedHashMap<>();
  private final Set<NodeId> changed = new HashSet<>();

  /**
   * @param view has the addresses of the nodes
   */
  NodeSettings(OrderContext order, ClusterView view) {
    this.order = order;
    view.nodes().values().stream()
        .filter(node -> node.health() != Node.Health.NO_ADDRESS)
        .forEach(node -> addresses.put(node.id(), node.address()));
  }

  /**
   * Gives nodes these settings where they have others, after what an earlier order left behind was
   * put back.
   *
   * @param wanted name and value by node
   */
  void change(Map<NodeId, Map<String, String>> wanted) {
    Map<NodeId, List<Change>> left = new HashMap<>();
    if (!putBack(left) && left.isEmpty()) {
      return;
    }
    Map<NodeId, List<Change>> changes = new LinkedHashMap<>();
    wanted.forEach(
        (id, settings) -> {
          // A node that still owes its own settings would have them overwritten in the journal.
          List<Change> differing = left.containsKey(id) ? List.of() : differing(id, settings);
          if (!differing.isEmpty()) {
            changes.put(id, differing);
          }
        });
    if (changes.isEmpty() || !written(changes)) {
      return;
    }
    changed.addAll(changes.keySet());
    changes.forEach(this::change);
  }

  /**
   * Puts back what is written down of the nodes of this view.
   *
   * @return whether nothing of them is left in the journal
   */
  boolean putBack() {
    return putBack(new HashMap<>());
  }

  /** Puts back what this order has changed; what a silent node owes stays written down. */
  @Override
  public void close() {
    if (changed.isEmpty()) {
      return;
    }
    // Closing the mover interrupts this thread, and these few commands are still to be sent.
    boolean interrupted = Thread.interrupted();
    try {
      putBack();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * @param left receives what could not be put back
   */
  private boolean putBack(Map<NodeId, List<Change>> left) {
    Map<NodeId, List<Change>> done = new HashMap<>();
    try {
      order
          .journal()
          .read()
          .forEach(
              (id, changes) -> {
                if (addresses.containsKey(id)) {
                  (putBack(id, changes) ? done : left).put(id, changes);
                }
              });
      if (!done.isEmpty()) {
        done.replaceAll((id, changes) -> List.of());
        order.journal().put(done);
        changed.removeAll(done.keySet());
      }
    } catch (RefusedException | UnreachableException e) {
      LOG.warnf(
          "node settings not put back, or not erased from the journal why=%s", e.getMessage());
      return false;
    }
    return left.isEmpty();
  }

  private boolean putBack(NodeId id, List<Change> changes) {
    try (NodeLine line = order.line(addresses.get(id))) {
      List<String> values = values(line, id, changes.stream().map(Change::name).toList());
      List<String> set = new ArrayList<>();
      for (int i = 0; i < changes.size(); i++) {
        Change change = changes.get(i);
        if (change.during().equals(values.get(i))) {
          line.call("CONFIG", "SET", change.name(), change.before());
          set.add(change.name() + " " + change.before());
        }
      }
      LOG.infof("node settings put back node=%s settings=%s", line.address(), set);
      return true;
    } catch (RefusedException | ServerErrorException | UnreachableException | Unsettled e) {
      LOG.warnf(
          "node settings not put back yet node=%s settings=%s why=%s",
          addresses.get(id), changes, e.getMessage());
      return false;
    }
  }

  private List<Change> differing(NodeId id, Map<String, String> wanted) {
    Address address = addresses.get(id);
    if (address == null) {
      return List.of();
    }
    List<Change> differing = new ArrayList<>();
    try (NodeLine line = order.line(address)) {
      List<String> names = List.copyOf(wanted.keySet());
      List<String> values = values(line, id, names);
      for (int i = 0; i < names.size(); i++) {
        String value = values.get(i);
        String during = wanted.get(names.get(i));
        if (value == null) {
          LOG.infof("node does not have a setting node=%s setting=%s", address, names.get(i));
        } else if (!value.equals(during)) {
          differing.add(new Change(names.get(i), value, during));
        }
      }
    } catch (RefusedException | ServerErrorException | UnreachableException | Unsettled e) {
      LOG.infof("node settings left as they are node=%s why=%s", address, e.getMessage());
      return List.of();
    }
    return differing;
  }

  private boolean written(Map<NodeId, List<Change>> changes) {
    try {
      order.journal().put(changes);
      return true;
    } catch (RefusedException | UnreachableException e) {
      LOG.warnf(
          "nodes keep their settings, for they cannot be written down why=%s", e.getMessage());
      return false;
    }
  }

  private void change(NodeId id, List<Change> changes) {
    try (NodeLine line = order.line(addresses.get(id))) {
      for (Change change : changes) {
        line.call("CONFIG", "SET", change.name(), change.during());
      }
      LOG.infof("node settings changed for the move node=%s settings=%s", line.address(), changes);
    } catch (RefusedException | ServerErrorException | UnreachableException e) {
      LOG.warnf("node settings not changed node=%s why=%s", addresses.get(id), e.getMessage());
    }
  }

  /**
   * The node's settings, null for each that the server does not have.
   *
   * @throws Unsettled when another node answers at the address
   */
  private static List<String> values(NodeLine line, NodeId id, List<String> names) {
    List<Request> requests = new ArrayList<>(List.of(WHO));
    names.forEach(name -> requests.add(Request.of("CONFIG", "GET", name)));
    List<Answer> answers = line.ask(requests);
    String answering = answers.getFirst().orThrow().text();
    if (!answering.equals(id.value())) {
      throw new Unsettled("%s is %s now".formatted(line.address(), answering));
    }
    List<String> values = new ArrayList<>();
    for (Answer answer : answers.subList(1, answers.size())) {
      List<Reply> pair = answer.orThrow().items();
      values.add(pair.size() == 2 ? pair.get(1).text() : null);
    }
    return values;
  }
}
