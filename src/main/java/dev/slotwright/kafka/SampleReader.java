package dev.slotwright.kafka;

import dev.slotwright.control.IntakeCounts;
import dev.slotwright.control.SampleIntake;
import dev.slotwright.kafka.Decoding.Decoded;
import dev.slotwright.kafka.Decoding.Undecodable;
import dev.slotwright.load.NodeSample;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** One record after the other: samples to the windows, the rest to the dead letters. */
final class SampleReader {
  private static final Logger LOG = Logger.getLogger(SampleReader.class);

  private final SampleDecoder decoder;
  private final SampleIntake intake;
  private final IntakeCounts counts;
  private final Consumer<DeadLetter> deadLetters;
  private final Duration futureTolerance;
  private final InstantSource clock;

  SampleReader(
      SampleDecoder decoder,
      SampleIntake intake,
      IntakeCounts counts,
      Consumer<DeadLetter> deadLetters,
      Duration futureTolerance,
      InstantSource clock) {
    this.decoder = decoder;
    this.intake = intake;
    this.counts = counts;
    this.deadLetters = deadLetters;
    this.futureTolerance = futureTolerance;
    this.clock = clock;
  }

  /** Never throws, whatever is in the record. */
  void read(ConsumerRecord<byte[], byte[]> source) {
    switch (decoder.decode(source.value())) {
      case Undecodable(Rejection reason, String detail) -> refuse(source, reason, detail);
      case Decoded decoded -> {
        if (decoded.ignoredMetrics() > 0) {
          counts.ignoredMetrics(decoded.ignoredMetrics());
        }
        record(source, decoded);
      }
    }
  }

  private void record(ConsumerRecord<byte[], byte[]> source, Decoded decoded) {
    Instant now = clock.instant();
    Instant arrived = source.timestamp() < 0 ? now : Instant.ofEpochMilli(source.timestamp());
    Rejection refused = null;
    String detail = "";
    for (NodeSample sample : decoded.samples()) {
      if (sample.at().isAfter(now.plus(futureTolerance))) {
        refused = Rejection.FUTURE;
        detail =
            "timestamp is %s, more than %s after %s".formatted(sample.at(), futureTolerance, now);
        continue;
      }
      try {
        intake.record(sample, arrived);
        counts.decoded(sample.cluster());
      } catch (RuntimeException e) {
        LOG.errorf(e, "sample not recorded cluster=%s node=%s", sample.cluster(), sample.node());
        refused = Rejection.NOT_RECORDED;
        detail = "the sample of " + sample.node() + " was not recorded: " + Causes.of(e);
      }
    }
    if (refused != null) {
      refuse(source, refused, detail);
    }
  }

  private void refuse(ConsumerRecord<byte[], byte[]> source, Rejection reason, String detail) {
    counts.rejected(reason.code());
    deadLetters.accept(new DeadLetter(source, reason, detail));
  }
}
