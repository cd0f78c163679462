package dev.slotwright.control;

import dev.slotwright.event.Event;
import dev.slotwright.event.EventRecord;
import dev.slotwright.judgement.History;
import dev.slotwright.operation.Steering;
import dev.slotwright.policy.Pause;
import dev.slotwright.policy.Policy;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** One loop per cluster that a policy names; and what people may ask and say. Thread-safe. */
public final class ControlRoom implements AutoCloseable {
  private final Clusters clusters;
  private final Loads loads;
  private final EventSink sink;
  private final Cadence cadence;
  private final Clock clock;
  private final InstanceEvents instance;
  private final RecentEvents recent = new RecentEvents();
  private final List<Consumer<EventRecord>> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, ControlLoop> loops = new ConcurrentHashMap<>();

  public ControlRoom(Clusters clusters, Loads loads, EventSink sink, Cadence cadence, Clock clock) {
    this.clusters = clusters;
    this.loads = loads;
    this.sink = sink;
    this.cadence = cadence;
    this.clock = clock;
    this.instance = new InstanceEvents(sink, this::heard, clock);
    listeners.add(recent::add);
  }

  /** Follows the policy files from now on. */
  public void start(PolicySource policies) {
    policies.onChange(this::changed);
  }

  /** Is told of every event, once, from the loops' threads. */
  public void onEvent(Consumer<EventRecord> listener) {
    listeners.add(listener);
  }

  public List<ClusterStatus> clusters() {
    return loops.values().stream()
        .map(ControlLoop::status)
        .sorted(Comparator.comparing(status -> status.cluster().name()))
        .toList();
  }

  public Optional<ClusterStatus> cluster(String name) {
    return Optional.ofNullable(loops.get(name)).map(ControlLoop::status);
  }

  /** The newest events first, at most {@code limit}; of all clusters when none is named. */
  public List<EventRecord> events(Optional<String> cluster, int limit) {
    return recent.newest(cluster, limit);
  }

  /**
   * Holds back what is named, an operation in flight included when it is all.
   *
   * @return whether there is such a cluster and this instance looks after it
   */
  public boolean pause(String cluster, Pause what, String by) {
    return ask(
        cluster,
        new Event.Audited("pause", by, what.words()),
        (state, now) -> state.with(state.history().paused(what)));
  }

  /** Takes back every pause that was asked for here; one in the policy file stays. */
  public boolean resume(String cluster, String by) {
    return ask(
        cluster,
        new Event.Audited("resume", by, cluster),
        (state, now) -> state.with(state.history().paused(Pause.NONE)));
  }

  /**
   * Changes the pace of the moves of the operation in flight, or gives it up.
   *
   * @return whether there is such a cluster and this instance looks after it
   */
  public boolean steer(String cluster, Steering.Wish wish, String by) {
    return ask(
        cluster,
        new Event.Audited("move-" + wish.word(), by, cluster),
        (state, now) -> Steering.asked(state, wish, by, cluster, now));
  }

  /** Lets the plan with this hash be carried out, if it is still the plan when its turn comes. */
  public boolean approve(String cluster, String planHash, String by) {
    History.Approved approved = new History.Approved(planHash, by, clock.instant());
    return ask(
        cluster,
        new Event.Audited("approve", by, planHash),
        (state, now) -> state.with(state.history().approved(approved)));
  }

  private boolean ask(String cluster, Event.Audited audit, Inbox.Change change) {
    ControlLoop loop = loops.get(cluster);
    if (loop == null || !loop.status().leading()) {
      return false;
    }
    loop.request(change, audit);
    return true;
  }

  private synchronized void changed(PolicySource.Change change) {
    switch (change) {
      case PolicySource.Change.Loaded(Policy policy, String file) -> {
        instance.tell(
            new Event.PolicyLoaded(
                policy.name(), file, policy.hash(), policy.cluster().name(), policy.mode().name()));
        lookAfter(policy);
      }
      case PolicySource.Change.Rejected(String file, int line, String problem, String expected) ->
          instance.tell(new Event.PolicyRejected(file, line, problem, expected));
      case PolicySource.Change.Removed(Policy policy, String file) -> {
        instance.tell(new Event.PolicyRemoved(policy.name(), file, policy.cluster().name()));
        Optional.ofNullable(loops.get(policy.cluster().name()))
            .ifPresent(loop -> loop.policy(Optional.empty()));
      }
    }
  }

  private void lookAfter(Policy policy) {
    String name = policy.cluster().name();
    ControlLoop there = loops.get(name);
    if (there != null && there.cluster().equals(policy.cluster())) {
      loads.watch(policy, there.waker());
      there.policy(Optional.of(policy));
      return;
    }
    if (there != null) {
      there.close();
    }
    ControlLoop loop =
        new ControlLoop(
            policy.cluster(),
            policy,
            new Connections(policy.cluster(), clusters, clock),
            loads,
            sink,
            this::heard,
            cadence,
            clock);
    loads.watch(policy, loop.waker());
    loops.put(name, loop);
    loop.start();
  }

  private void heard(EventRecord event) {
    listeners.forEach(listener -> listener.accept(event));
  }

  @Override
  public synchronized void close() {
    loops.values().parallelStream().forEach(ControlLoop::close);
    loops.clear();
    instance.close();
  }
}
