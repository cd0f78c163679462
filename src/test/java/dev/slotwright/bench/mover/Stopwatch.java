package dev.slotwright.bench.mover;

import java.util.Map;

/** Time and the servers' CPU time from its making on. */
final class Stopwatch {
  private final BenchCluster cluster;
  private final double cpu;
  private final long begin;

  Stopwatch(BenchCluster cluster) {
    this.cluster = cluster;
    this.cpu = cluster.cpuSeconds();
    this.begin = System.nanoTime();
  }

  double seconds() {
    return (System.nanoTime() - begin) / 1e9;
  }

  /** Of a contestant whose work is done by the servers, or by the benchmark itself. */
  Measurement stop() {
    return new Measurement(seconds(), cluster.cpuSeconds() - cpu, Double.NaN, Map.of());
  }

  /** Of a child process. */
  Measurement stop(double seconds, double moverCpuSeconds, Map<String, String> remarks) {
    return new Measurement(seconds, cluster.cpuSeconds() - cpu, moverCpuSeconds, remarks);
  }
}
