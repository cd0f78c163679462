package dev.slotwright.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.Role;
import dev.slotwright.kafka.Decoding.Decoded;
import dev.slotwright.load.Metric;
import dev.slotwright.load.NodeSample;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SamplePublisherTest {
  @Test
  void whatIsWrittenIsReadAsItWas() {
    NodeSample sample =
        new NodeSample(
            "sessions",
            new NodeId("0123456789abcdef0123456789abcdef01234567"),
            Instant.parse("2026-01-01T00:00:10.123456Z"),
            Optional.of(Role.REPLICA),
            Arrays.stream(Metric.values())
                .collect(
                    Collectors.toMap(metric -> metric, metric -> metric.ordinal() * 1e9 + 0.25)));

    assertThat(new SampleDecoder().decode(SamplePublisher.json(sample)))
        .isEqualTo(new Decoded(List.of(sample), 0));
  }
}
