package dev.slotwright.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slotwright.cluster.Clusters;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.load.SlotBytes;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShardCountTest {
  private static final double TOLERANCE = 0.05;
  private static final long MB = 1_000_000;

  private final Clusters three = Clusters.masters(3);
  private final Map<NodeId, SlotSet> owners = three.owners();

  @Test
  void aClusterThatFitsNeedsNoMore() {
    assertThat(fitting(three.bytes(100 * MB), 100 * MB)).hasValue(3);
  }

  @Test
  void moreDataNeedsMoreShards() {
    assertThat(fitting(three.bytes(200 * MB), 126 * MB)).hasValue(5);
  }

  @Test
  void oneHotShardAmongIdleOnesIsARebalanceAndNoReasonToGrow() {
    SlotBytes bytes = three.bytes(200 * MB, 30 * MB, 30 * MB);

    assertThat(fitting(bytes, 100 * MB)).hasValue(3);
    assertThat(ShardCount.rebalanceSuffices(owners, bytes, 100 * MB, TOLERANCE)).isTrue();
    assertThat(ShardCount.rebalanceSuffices(owners, bytes, 80 * MB, TOLERANCE)).isFalse();
  }

  @Test
  void lessDataNeedsFewerShards() {
    assertThat(fitting(three.bytes(30 * MB), 60 * MB)).hasValue(2);
    assertThat(fitting(three.bytes(30 * MB), 90 * MB)).hasValue(1);
  }

  @Test
  void aSlotAboveTheTargetFitsNowhere() {
    long[] bytes = SlotBytes.uniform(1000).bytes();
    bytes[77] = 50 * MB;

    assertThat(fitting(new SlotBytes(bytes, false), 40 * MB)).isEmpty();
  }

  @Test
  void theUpperEndIsRespected() {
    assertThat(ShardCount.smallestFitting(owners, three.bytes(200 * MB), 10 * MB, 8, TOLERANCE))
        .isEmpty();
  }

  @Test
  void noDataFitsOneShard() {
    assertThat(fitting(Loads.nothing(), 1)).hasValue(1);
  }

  @Test
  void theSurvivorsTakeWhatTheDrainedOnesHeld() {
    long peak =
        ShardCount.peakAfterDraining(
            owners, Set.of(Clusters.master(2)), three.bytes(100 * MB), TOLERANCE);

    assertThat(peak).isBetween(150 * MB, 158 * MB);
  }

  @Test
  void aTargetOfNothingIsRefused() {
    assertThatThrownBy(() -> fitting(Loads.nothing(), 0)).hasMessageContaining("0 bytes per shard");
  }

  private OptionalInt fitting(SlotBytes bytes, long target) {
    return ShardCount.smallestFitting(owners, bytes, target, 60, TOLERANCE);
  }
}
