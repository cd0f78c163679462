package dev.slotwright.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.event.Event;
import dev.slotwright.judgement.History;
import dev.slotwright.operation.ClusterState;
import dev.slotwright.operation.Form;
import dev.slotwright.operation.HandOver;
import dev.slotwright.operation.HandOvers;
import dev.slotwright.operation.Header;
import dev.slotwright.operation.MovePace;
import dev.slotwright.operation.Operation;
import dev.slotwright.operation.Outbox;
import dev.slotwright.operation.Rebalance;
import dev.slotwright.operation.Retries;
import dev.slotwright.operation.Retry;
import dev.slotwright.operation.ScaleIn;
import dev.slotwright.operation.ScaleOut;
import dev.slotwright.operation.Steering;
import dev.slotwright.operation.Tally;
import dev.slotwright.operation.Waiting;
import dev.slotwright.policy.Execution;
import dev.slotwright.policy.Pause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StateCodecTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final NodeId A = new NodeId("a".repeat(40));
  private static final NodeId B = new NodeId("b".repeat(40));
  private static final Map<NodeId, SlotSet> OWNERS =
      Map.of(A, SlotSet.range(0, 8191), B, SlotSet.range(8192, 16383));
  private static final Header HEADER =
      new Header(
          "out-1",
          NOON,
          3,
          5,
          1,
          6,
          10,
          new Execution(16, Duration.ofMillis(5), Execution.Transport.AUTO),
          "memory 0.81 of 0.65");

  static Stream<Operation> operations() {
    return Stream.of(
        new Form(HEADER, Optional.empty()),
        new Form(HEADER, Optional.of(new Form.Layout(OWNERS, Map.of(B, A)))),
        new ScaleOut(HEADER, 0.05, Optional.empty(), Optional.empty()),
        new ScaleOut(
            HEADER,
            0.05,
            Optional.of(new ScaleOut.Layout(Set.of(A, B), Map.of(B, A), NOON)),
            Optional.of(OWNERS)),
        new ScaleIn(
            HEADER,
            0.05,
            Optional.of(
                new ScaleIn.Layout(Set.of(A), Set.of(B), Map.of(B, A), Set.of(), Set.of(B))),
            Optional.of(Map.of(A, SlotSet.ALL, B, SlotSet.EMPTY)),
            Optional.of(new ScaleIn.Drained(NOON, 17, NOON))),
        new Rebalance(HEADER, OWNERS));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void readsWhatItWrote(Operation operation) {
    ClusterState state =
        new ClusterState(
                new History(
                    Optional.of(NOON),
                    Optional.empty(),
                    Optional.of(NOON.plusSeconds(1)),
                    new Pause(true, false, true),
                    Optional.of(new History.Approved("cafe", "ops", NOON))),
                Optional.of(operation),
                Optional.of(new Waiting("waiting for pods", NOON, true)),
                new Retries(
                    Optional.of(new Retry(3, NOON)),
                    Optional.empty(),
                    Optional.of(new Retry(1, NOON))),
                new Tally(17, 4711),
                Optional.of(6),
                new Steering(new MovePace(true, 0.25), Optional.of("aborted by ops")),
                new HandOvers(
                    Optional.of(
                        new HandOver(
                            "redis-1", "uid-1", new NodeId("a1"), new NodeId("b2"), 5461, NOON)),
                    Set.of("uid-4")),
                Outbox.EMPTY)
            .tell(
                "shop",
                NOON,
                List.of(
                    new Event.SlotsMoved(
                        "out-1",
                        "a",
                        "b",
                        "0-9",
                        10,
                        100,
                        2_000,
                        true,
                        1.5,
                        Optional.of("migrate"),
                        0.25),
                    new Event.SlotsWithdrawn(
                        "out-1", "a", "b", Optional.of("1"), Optional.empty(), "no answer"),
                    new Event.MovePaced("out-1", "slower", false, 0.5, "ops"),
                    new Event.TransportFellBack("out-1", "a", "b", "atomic", "migrate", "memory"),
                    new Event.Merged(Map.of("operation.step", 3))));

    assertThat(StateCodec.decode(StateCodec.encode(state))).isEqualTo(state);
  }

  /** A record that was written before there was any steering, or a transport in an event. */
  @Test
  void readsARecordOfAnEarlierVersion() {
    ClusterState state =
        StateCodec.decode(
            """
            {"schema": 1, "history": {"pause": {"all": false}}, "outbox": {"sequence": 1, "events":
            [{"cluster": "shop", "sequence": 1, "at": "2026-01-01T12:00:00Z", "event":
            {"type": "slots.moved", "operation": "out-1", "from": "a", "to": "b", "slots": "0-9",
            "count": 10, "keys": 100, "bytes": 2000, "estimated": true,
            "longestPauseMillis": 1.5}}]}}""");

    assertThat(state.steering()).isEqualTo(Steering.NONE);
    assertThat(state.outbox().events().getFirst().event())
        .isEqualTo(
            new Event.SlotsMoved(
                "out-1", "a", "b", "0-9", 10, 100, 2_000, true, 1.5, Optional.empty(), 0));
  }

  @Test
  void refusesTheRecordOfANewerVersion() {
    assertThatThrownBy(() -> StateCodec.decode("{\"schema\": 2}"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("schema 2")
        .hasMessageContaining("run the version that wrote it");
  }

  @Test
  void refusesWhatIsNoRecord() {
    assertThatThrownBy(() -> StateCodec.decode("{")).isInstanceOf(RefusedException.class);
  }

  @Test
  void staysSmallWhenTheBrokerIsAwayForLong() {
    ClusterState state = ClusterState.NEW;
    for (int i = 0; i < 5_000; i++) {
      Event detail =
          new Event.SlotsMoved(
              "out-1",
              A.value(),
              B.value(),
              "0-" + i,
              1,
              100,
              2_000,
              true,
              1.5,
              Optional.of("migrate"),
              0.25);
      Event news = new Event.OperationBlocked("out-1", "scale-out", "reason " + i);
      state = state.tell("shop", NOON, List.of(detail, i % 10 == 0 ? news : detail));
    }

    assertThat(state.outbox().events()).hasSizeLessThanOrEqualTo(Outbox.CAPACITY);
    assertThat(state.outbox().sequence()).isEqualTo(10_000);
    int merged =
        state.outbox().events().stream()
            .map(record -> record.event())
            .filter(Event.Merged.class::isInstance)
            .mapToInt(e -> ((Event.Merged) e).counts().values().stream().mapToInt(n -> n).sum())
            .sum();
    long kept =
        state.outbox().events().stream().filter(r -> !(r.event() instanceof Event.Merged)).count();
    assertThat(merged + kept).isEqualTo(10_000);
    assertThat(StateCodec.encode(state).length()).isLessThan(200_000);
    assertThat(state.tally().slots())
        .isEqualTo(IntStream.range(0, 5_000).map(i -> i % 10 == 0 ? 1 : 2).sum());
  }
}
