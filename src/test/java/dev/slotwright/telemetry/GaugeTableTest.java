package dev.slotwright.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GaugeTableTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final GaugeTable table = new GaugeTable(registry, "slotwright.shard.slots", "Slots");

  @Test
  void rowsFollowWhatIsShown() {
    table.show(Map.of(shard(0), 8192.0, shard(1), 8192.0));
    table.show(Map.of(shard(0), 5461.0, shard(2), 5461.0));

    assertThat(registry.get("slotwright.shard.slots").gauges())
        .extracting(gauge -> gauge.getId().getTag("shard") + "=" + gauge.value())
        .containsExactlyInAnyOrder("0=5461.0", "2=5461.0");
  }

  @Test
  void aRowThatComesBackIsThereAgain() {
    table.show(Map.of(shard(0), 1.0));
    table.show(Map.of());
    table.show(Map.of(shard(0), 2.0));

    assertThat(registry.get("slotwright.shard.slots").gauge().value()).isEqualTo(2.0);
  }

  private static Tags shard(int ordinal) {
    return Tags.of("shard", Integer.toString(ordinal));
  }
}
