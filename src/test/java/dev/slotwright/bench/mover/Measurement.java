package dev.slotwright.bench.mover;

import java.util.Map;

/**
 * One run of one contestant.
 *
 * @param seconds of the move itself
 * @param serverCpuSeconds of all servers meanwhile; NaN where more than the move ran
 * @param moverCpuSeconds of the process that moves, its start included; NaN where the servers do it
 *     all, or where the benchmark itself is the mover
 * @param remarks what else it said of itself, such as its longest pause
 */
record Measurement(
    double seconds, double serverCpuSeconds, double moverCpuSeconds, Map<String, String> remarks) {}
