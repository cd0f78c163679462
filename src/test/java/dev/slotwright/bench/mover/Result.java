package dev.slotwright.bench.mover;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One verified run of a contestant on a cluster of its own.
 *
 * @param payloadBytes names and values of the keys that moved
 */
record Result(String contestant, Measurement measurement, Contents.Moved moved, long payloadBytes) {

  /**
   * What a move came to, after the cluster was looked through.
   *
   * @throws IllegalStateException as {@link Contents#verify}
   */
  static Result verified(
      Contestant contestant, BenchCluster cluster, Contents before, Measurement measurement) {
    Contents.Moved moved = before.verify(cluster);
    Shape shape = cluster.shape();
    long plain = moved.keys() - shape.bigKeys();
    long bytes =
        shape.keys() == 0 ? 0 : plain * shape.payload(0) + (long) shape.bigKeys() * Shape.BIG_BYTES;
    return new Result(contestant.name(), measurement, moved, bytes);
  }

  double seconds() {
    return measurement.seconds();
  }

  /** What runs are compared by: keys a second, or slots a second where there are no keys. */
  double speed() {
    return (moved.keys() == 0 ? moved.slots() : moved.keys()) / seconds();
  }

  double megabytesPerSecond() {
    return payloadBytes / 1e6 / seconds();
  }

  /** The run in the middle by speed; of an even number the slower one. */
  static Result median(List<Result> runs) {
    return runs.stream()
        .sorted(Comparator.comparingDouble(Result::speed))
        .toList()
        .get((runs.size() - 1) / 2);
  }

  String remarks() {
    return measurement.remarks().entrySet().stream()
        .map(remark -> remark.getKey() + " " + remark.getValue())
        .collect(Collectors.joining(", "));
  }
}
