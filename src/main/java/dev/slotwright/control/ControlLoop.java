package dev.slotwright.control;

import dev.slotwright.cluster.Observation;
import dev.slotwright.event.Event;
import dev.slotwright.event.EventRecord;
import dev.slotwright.judgement.LoadMeter;
import dev.slotwright.judgement.Verdict;
import dev.slotwright.load.ClusterLoad;
import dev.slotwright.load.LoadWindow;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.operation.ClusterState;
import dev.slotwright.operation.Command;
import dev.slotwright.operation.Controller;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.operation.Verdicts;
import dev.slotwright.policy.ClusterRef;
import dev.slotwright.policy.Policy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/**
 * Looks after one cluster: observe, let the core react, keep the state, tell, act; then again. One
 * thread; whatever comes from outside (samples, requests, moved slots) waits for the next pass.
 */
final class ControlLoop implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ControlLoop.class);

  private final ClusterRef cluster;
  private final Cadence cadence;
  private final Clock clock;
  private final Loads loads;
  private final Connections connections;
  private final OutboxPump pump;
  private final Consumer<EventRecord> listener;

  private final Semaphore awake = new Semaphore(0);
  private final ConcurrentLinkedQueue<Event> happened = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Request> requests = new ConcurrentLinkedQueue<>();
  private final Thread thread;

  private volatile Optional<Policy> policy;
  private volatile boolean closing;
  private volatile ClusterStatus status;

  private Optional<Observation> observation = Optional.empty();
  private SlotBytes bytes = SlotBytes.uniform(0);
  private Optional<ClusterLoad> load = Optional.empty();
  private Optional<Instant> weighedAt = Optional.empty();
  private Optional<String> lastVerdict = Optional.empty();
  private Optional<Verdict> verdict = Optional.empty();
  private Optional<String> problem = Optional.empty();
  private int failures;
  private long told;

  /** A change of the state that somebody asked for through the API, with its audit. */
  private record Request(UnaryOperator<ClusterState> change, Event.Audited audit) {}

  ControlLoop(
      ClusterRef cluster,
      Policy policy,
      Connections connections,
      Loads loads,
      EventSink sink,
      Consumer<EventRecord> listener,
      Cadence cadence,
      Clock clock) {
    this.cluster = cluster;
    this.policy = Optional.of(policy);
    this.connections = connections;
    this.loads = loads;
    this.listener = listener;
    this.cadence = cadence;
    this.clock = clock;
    this.pump = new OutboxPump(sink, this::publishFailed);
    this.status = snapshot(Optional.empty(), false);
    this.thread = Thread.ofVirtual().name("control-" + cluster.name()).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  ClusterStatus status() {
    return status;
  }

  ClusterRef cluster() {
    return cluster;
  }

  /** Another version of the policy, or none any more. */
  void policy(Optional<Policy> next) {
    policy = next;
    wake();
  }

  void request(UnaryOperator<ClusterState> change, Event.Audited audit) {
    requests.add(new Request(change, audit));
    wake();
  }

  void wake() {
    if (awake.availablePermits() == 0) {
      awake.release();
    }
  }

  private void run() {
    while (!closing) {
      try {
        boolean active = pass();
        failures = 0;
        pause(active ? cadence.active() : cadence.idle());
      } catch (RuntimeException e) {
        if (!closing) {
          failed(e);
          pause(cadence.backOff(++failures));
        }
      }
    }
  }

  /** One round; whether something is under way, so that the next should come soon. */
  private boolean pass() {
    if (!connections.leadership().leads()) {
      follow();
      return false;
    }
    ClusterState state = connections.state().current().told(pump.confirmed());
    state = answerRequests(tellWhatHappened(state));
    Observation seen = observe(state);
    weigh(state, seen);
    MoveStatus move = connections.move();
    Controller.Reaction reaction = react(state, seen, move);
    keep(reaction.state());
    if (move instanceof MoveStatus.Done || move instanceof MoveStatus.Failed) {
      connections.mover().acknowledge();
    }
    verdict = reaction.verdict().or(() -> verdict);
    reaction.verdict().ifPresent(v -> lastVerdict = Optional.of(Verdicts.fingerprint(v)));
    solved();
    status = snapshot(Optional.of(reaction.state()), true);
    carryOut(reaction, seen);
    return reaction.state().operation().isPresent() || !happened.isEmpty();
  }

  /** Not in charge: knows nothing, does nothing, and leaves nothing running. */
  private void follow() {
    if (connections.move() instanceof MoveStatus.Running) {
      LOG.warnf("lease lost during a move cluster=%s", cluster.name());
      connections.mover().stop();
      connections.mover().acknowledge();
    }
    connections.state().forget();
    lastVerdict = Optional.empty();
    status = snapshot(Optional.empty(), false);
  }

  private Observation observe(ClusterState state) {
    Instant now = clock.instant();
    boolean fresh =
        state.operation().isEmpty()
            && observation
                .filter(o -> o.at().plus(cadence.idle()).isAfter(now))
                .isPresent();
    if (!fresh) {
      observation = Optional.of(connections.observe());
    }
    return observation.orElseThrow();
  }

  /** Slot weights cost a question per slot: asked for now and then, never during a move. */
  private void weigh(ClusterState state, Observation seen) {
    Instant now = clock.instant();
    boolean recent =
        weighedAt.filter(at -> at.plus(cadence.weigh()).isAfter(now)).isPresent();
    boolean moving = connections.move() instanceof MoveStatus.Running;
    if (!recent && !moving && seen.view().stateOk() && answering(seen)) {
      bytes = connections.redis().slotBytes(seen.view());
      weighedAt = Optional.of(now);
    }
  }

  private static boolean answering(Observation seen) {
    return seen.view().owners().stream()
        .allMatch(owner -> seen.view().reports().containsKey(owner.id()));
  }

  private Controller.Reaction react(ClusterState state, Observation seen, MoveStatus move) {
    return loads.read(
        cluster.name(),
        reading -> {
          meter(seen, reading.window());
          return Controller.react(
              state,
              new Controller.Inputs(
                  cluster.name(),
                  policy,
                  seen,
                  reading.window(),
                  bytes,
                  move,
                  reading.completeSince(),
                  reading.newestArrival(),
                  lastVerdict,
                  clock.instant()));
        });
  }

  /** The load for people and meters, judged or not; no oftener than an idle pass. */
  private void meter(Observation seen, LoadWindow window) {
    Instant now = clock.instant();
    boolean recent =
        load.filter(known -> known.at().plus(cadence.idle()).isAfter(now)).isPresent();
    if (!recent) {
      load = policy.map(p -> new LoadMeter(p, window).read(seen.view(), now));
    }
  }

  private ClusterState tellWhatHappened(ClusterState state) {
    List<Event> events = new ArrayList<>();
    for (Event event = happened.poll(); event != null; event = happened.poll()) {
      events.add(event);
    }
    return state.tell(cluster.name(), clock.instant(), events);
  }

  private ClusterState answerRequests(ClusterState state) {
    ClusterState next = state;
    for (Request request = requests.poll(); request != null; request = requests.poll()) {
      next =
          request
              .change()
              .apply(next)
              .tell(cluster.name(), clock.instant(), List.of(request.audit()));
    }
    return next;
  }

  /** First the record, then the broker: an event that was told is one that is kept. */
  private void keep(ClusterState state) {
    connections.state().keep(state);
    for (EventRecord event : state.outbox().events()) {
      if (event.sequence() > told) {
        told = event.sequence();
        LOG.infof("%s cluster=%s %s", event.event().type(), event.cluster(), event.event());
        listener.accept(event);
      }
    }
    pump.pump(state.outbox());
  }

  private void carryOut(Controller.Reaction reaction, Observation seen) {
    String operation = reaction.state().operation().map(o -> o.header().id()).orElse("");
    CommandRunner runner =
        new CommandRunner(
            connections.redis(), connections.mover(), connections.workload(), this::happened);
    for (Command command : reaction.commands()) {
      if (!connections.leadership().leads()) {
        return;
      }
      runner.run(operation, command, seen.view(), bytes);
    }
  }

  private void happened(Event event) {
    happened.add(event);
    wake();
  }

  private void publishFailed(Throwable failure) {
    LOG.debugf("event not confirmed, will be sent again cluster=%s", cluster.name());
  }

  private void failed(RuntimeException e) {
    String text = e.getMessage() == null ? e.toString() : e.getMessage();
    if (!problem.equals(Optional.of(text))) {
      problem = Optional.of(text);
      if (e instanceof RefusedException || e instanceof UnreachableException) {
        LOG.warnf("pass not finished cluster=%s problem=%s", cluster.name(), text);
      } else {
        LOG.errorf(e, "pass not finished cluster=%s", cluster.name());
      }
      happened.add(new Event.Warned("pass-not-finished", text));
    }
    if (e instanceof RefusedException) {
      connections.reconnect();
    }
    observation = Optional.empty();
    status = snapshot(status.state(), connections.leadership().leads());
  }

  private void solved() {
    if (problem.isPresent() && failures == 0) {
      LOG.infof("passes go on cluster=%s", cluster.name());
      problem = Optional.empty();
    }
  }

  private ClusterStatus snapshot(Optional<ClusterState> state, boolean leading) {
    return new ClusterStatus(
        cluster,
        policy,
        leading,
        observation,
        load,
        weighedAt.map(at -> bytes),
        state,
        connections.move(),
        verdict,
        verdict.map(v -> clock.instant()),
        problem);
  }

  private void pause(Duration longest) {
    try {
      if (awake.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
        // Samples come in bursts, one a node: let the burst arrive.
        LockSupport.parkNanos(cadence.settle().toNanos());
        awake.drainPermits();
      }
    } catch (InterruptedException e) {
      closing = true;
    }
  }

  /** Ends the loop and its connections; a move in flight is stopped with no slot left open. */
  @Override
  public void close() {
    closing = true;
    wake();
    try {
      thread.join(Duration.ofSeconds(30));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connections.close();
  }
}
