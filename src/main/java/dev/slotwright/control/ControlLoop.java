package dev.slotwright.control;

import dev.slotwright.cluster.Observation;
import dev.slotwright.event.Event;
import dev.slotwright.event.EventRecord;
import dev.slotwright.operation.ClusterState;
import dev.slotwright.operation.Command;
import dev.slotwright.operation.Controller;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.policy.ClusterRef;
import dev.slotwright.policy.Policy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
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
  private final SlotScale scale;
  private final Consumer<EventRecord> listener;

  private final Waker waker = new Waker();
  private final Runnable wake = waker::wake;
  private final Inbox inbox = new Inbox();
  private final SilentNodes silentNodes = new SilentNodes();
  private final LastJudgement judgement;
  private final Thread thread;

  private volatile Optional<Policy> policy;
  private volatile ClusterStatus status;

  private Optional<Observation> observation = Optional.empty();
  private Optional<String> problem = Optional.empty();
  private int failures;
  private long told;

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
    this.pump = new OutboxPump(sink);
    this.scale = new SlotScale(connections, cadence, clock, inbox::add);
    this.judgement = new LastJudgement(cadence.idle());
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
    waker.wake();
  }

  void request(Inbox.Change change, Event.Audited audit) {
    inbox.add(new Inbox.Request(change, audit));
    waker.wake();
  }

  /** Wakes it for the next pass; always the same object. */
  Runnable waker() {
    return wake;
  }

  /** Never ends by an error: the lease would go on being renewed with nobody behind it. */
  private void run() {
    while (!waker.hasEnded()) {
      try {
        boolean active = pass();
        failures = 0;
        waker.await(active ? cadence.active() : cadence.idle(), cadence.settle());
      } catch (RuntimeException | Error e) {
        failures++;
        failed(e);
        waker.rest(cadence.backOff(failures));
      }
    }
  }

  /** One round; whether something is under way, so that the next should come soon. */
  private boolean pass() {
    if (!connections.leadership().leads()) {
      follow();
      return false;
    }
    // Before what happened: a move that is done has told all its slots.
    MoveStatus move = connections.move();
    ClusterState state = withNews();
    // Before anything that could fail: who asks for a pause wants it now.
    connections.pace(state.steering().pace());
    Observation seen = observe(state);
    scale.weigh(seen);
    Controller.Reaction reaction = react(state, seen, move);
    keep(reaction.state());
    if (move instanceof MoveStatus.Done || move instanceof MoveStatus.Failed) {
      connections.acknowledge();
    }
    reaction.verdict().ifPresent(verdict -> judgement.reached(verdict, clock.instant()));
    solved();
    status = snapshot(Optional.of(reaction.state()), true);
    carryOut(reaction, seen);
    return reaction.state().underWay() || !inbox.isEmpty();
  }

  /** Not in charge: knows nothing, does nothing, and leaves nothing running. */
  private void follow() {
    if (connections.move() instanceof MoveStatus.Running) {
      LOG.warnf("lease lost during a move cluster=%s", cluster.name());
      connections.mover().stop();
      connections.acknowledge();
    }
    connections.forget();
    inbox.forgetRequests();
    judgement.forgetTold();
    problem = Optional.empty();
    status = snapshot(Optional.empty(), false);
  }

  private Observation observe(ClusterState state) {
    Instant now = clock.instant();
    boolean fresh =
        !state.underWay()
            && observation.filter(o -> o.at().plus(cadence.idle()).isAfter(now)).isPresent();
    if (!fresh) {
      observation = Optional.of(connections.observe());
      silentNodes.news(observation.get()).forEach(inbox::add);
    }
    return observation.orElseThrow();
  }

  private Controller.Reaction react(ClusterState state, Observation seen, MoveStatus move) {
    return loads.read(
        cluster.name(),
        reading -> {
          judgement.measure(policy, seen.view(), reading.window(), clock.instant());
          return Controller.react(
              state,
              new Controller.Inputs(
                  cluster.name(),
                  policy,
                  seen,
                  reading.window(),
                  scale.bytes(),
                  move,
                  reading.completeSince(),
                  reading.newestArrival(),
                  judgement.told(),
                  clock.instant()));
        });
  }

  private ClusterState withNews() {
    return inbox.into(
        connections.state().current(), cluster.name(), clock.instant(), pump.confirmed());
  }

  /** First the record, then the broker: an event that was told is one that is kept. */
  private void keep(ClusterState state) {
    connections.state().keep(state);
    inbox.kept();
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
      if (!connections.leadership().leads() || waker.hasEnded()) {
        return;
      }
      runner.run(operation, command, seen.view(), scale.bytes());
    }
    connections.putBackSettings(seen.view());
  }

  private void happened(Event event) {
    inbox.add(event);
    waker.wake();
  }

  /** May be called for anything, and must not fail itself. */
  private void failed(Throwable e) {
    String text = e.getMessage() == null ? e.toString() : e.getMessage();
    try {
      if (!problem.equals(Optional.of(text))) {
        problem = Optional.of(text);
        inbox.add(new Event.Warned("pass-not-finished", text));
        if (e instanceof RefusedException || e instanceof UnreachableException) {
          LOG.warnf("pass not finished cluster=%s problem=%s", cluster.name(), text);
        } else {
          LOG.errorf(e, "pass not finished cluster=%s", cluster.name());
        }
      }
      if (e instanceof RefusedException) {
        connections.reconnect();
      }
      observation = Optional.empty();
      tellNews();
      status = snapshot(status.state(), connections.leadership().leads());
    } catch (RuntimeException | Error again) {
      LOG.errorf(again, "failure not handled cluster=%s failure=%s", cluster.name(), text);
    }
  }

  /** People hear of a problem while it lasts, where the record can be written. */
  private void tellNews() {
    try {
      if (connections.leadership().leads()) {
        keep(withNews());
      }
    } catch (RefusedException | UnreachableException e) {
      LOG.debugf(
          "news wait for the next pass cluster=%s reason=%s", cluster.name(), e.getMessage());
    }
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
        judgement.load(),
        scale.known(),
        state,
        connections.move(),
        connections.moves(),
        judgement.verdict(),
        judgement.at(),
        problem);
  }

  /** Ends the loop and its connections; a move in flight is stopped with no slot left open. */
  @Override
  public void close() {
    waker.end();
    try {
      thread.join(Duration.ofSeconds(30));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.errorf("loop does not end, its lease runs out by itself cluster=%s", cluster.name());
      return;
    }
    connections.close();
  }
}
