/**
 * Benchmarks, run by hand with {@code ./slotwright bench NAME}: they print figures and check
 * nothing. {@link dev.slotwright.bench.Bench} names them all; one class a benchmark.
 */
package dev.slotwright.bench;
