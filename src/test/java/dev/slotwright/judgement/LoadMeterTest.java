package dev.slotwright.judgement;

import static dev.slotwright.judgement.Situations.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slotwright.cluster.Clusters;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.load.ClusterLoad;
import dev.slotwright.load.LoadWindow;
import dev.slotwright.load.Metric;
import dev.slotwright.load.NodeSample;
import dev.slotwright.load.Signal;
import dev.slotwright.policy.SignalTarget.Aggregate;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoadMeterTest {
  private static final NodeId FIRST = Clusters.master(0);

  @Test
  void memoryIsWhatCountsOfWhatMayBeUsed() {
    Situation situation =
        JudgeTest.even(3, Policies.memory())
            .memory(0.50)
            .gauge(FIRST, Metric.NOT_COUNTED_FOR_EVICT_BYTES, ago -> 0.10 * Situations.GIB)
            .situation();
    assertThat(load(situation).of(FIRST).orElseThrow().values().get(Signal.MEMORY))
        .isCloseTo(0.40, within(1e-9));
  }

  @Test
  void cpuIsARateByItsAggregate() {
    for (Aggregate aggregate : Aggregate.values()) {
      Policies policies = Policies.memory().with(Signal.ENGINE_CPU, 0.6, 0.9, aggregate);
      Situation situation =
          JudgeTest.even(3, policies)
              .memory(0.5)
              .rate(FIRST, Metric.ENGINE_CPU_SECONDS, ago -> ago == 1 ? 0.9 : 0.1)
              .situation();
      double expected =
          switch (aggregate) {
            case AVERAGE -> 0.2;
            case MAX, P95 -> 0.9;
            case LAST -> 0.1;
          };
      assertThat(load(situation).of(FIRST).orElseThrow().values().get(Signal.ENGINE_CPU))
          .as("%s", aggregate)
          .isCloseTo(expected, within(1e-6));
    }
  }

  @Test
  void loadIsReadFromTodaysMaster() {
    NodeId replica = Clusters.replica(0, 0);
    Clusters cluster = Clusters.masters(3).withReplicas(1).failedOverTo(replica);
    Situation situation =
        Situations.of(cluster, Policies.memory())
            .memory(0.5)
            .memory(replica, ago -> 0.7)
            .memory(FIRST, ago -> 0.2)
            .situation();
    ClusterLoad load = load(situation);
    assertThat(load.of(FIRST)).isEmpty();
    assertThat(load.peak(Signal.MEMORY)).isCloseTo(0.7, within(1e-9));
    assertThat(load.fullest(Signal.MEMORY).orElseThrow().master()).isEqualTo(replica);
  }

  @Test
  void aNodeIsFoundByItsAddress() {
    Clusters cluster = Clusters.masters(3);
    LoadWindow window = LookBack.window(Policies.memory().policy(), 10);
    window.record(
        new NodeSample(
            "shop",
            new NodeId(Clusters.ip(0) + ":6379"),
            NOW,
            Optional.empty(),
            Map.of(Metric.USED_MEMORY_BYTES, 500.0, Metric.MAX_MEMORY_BYTES, 1000.0)));
    ClusterLoad load = new LoadMeter(Policies.memory().policy(), window).read(cluster.view(), NOW);
    assertThat(load.of(FIRST).orElseThrow().values()).containsEntry(Signal.MEMORY, 0.5);
    assertThat(load.known(Signal.MEMORY)).isEqualTo(1);
  }

  private static ClusterLoad load(Situation situation) {
    return new LoadMeter(situation.policy(), situation.window())
        .read(situation.observation().view(), situation.now());
  }
}
