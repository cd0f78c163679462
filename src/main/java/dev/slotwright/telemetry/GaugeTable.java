package dev.slotwright.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** One gauge with a row for each combination of labels; rows come and go with what they measure. */
final class GaugeTable {
  private final MultiGauge gauge;
  private final Map<Tags, AtomicReference<Double>> cells = new HashMap<>();

  GaugeTable(MeterRegistry registry, String name, String description) {
    this.gauge = MultiGauge.builder(name).description(description).register(registry);
  }

  /** These rows and no others. */
  synchronized void show(Map<Tags, Double> rows) {
    cells.keySet().retainAll(rows.keySet());
    rows.forEach(
        (tags, value) -> cells.computeIfAbsent(tags, t -> new AtomicReference<>(value)).set(value));
    gauge.register(
        cells.entrySet().stream()
            .<MultiGauge.Row<?>>map(cell -> MultiGauge.Row.of(cell.getKey(), cell.getValue()::get))
            .toList());
  }
}
