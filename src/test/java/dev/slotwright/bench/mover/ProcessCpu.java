package dev.slotwright.bench.mover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/** CPU time of processes, in seconds, as the kernel counts it: user and system. */
final class ProcessCpu {
  /** The unit of /proc/PID/stat on every Linux that this runs on. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int USER = 11;
  private static final int SYSTEM = 12;

  private ProcessCpu() {}

  /** Of a living process; negative when it is gone or the system has no /proc. */
  static double seconds(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // The command's name may hold anything, a parenthesis too: fields count from the last one.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) / TICKS_PER_SECOND;
    } catch (IOException gone) {
      return -1;
    }
  }

  static double seconds(Collection<Long> pids) {
    return pids.stream().mapToDouble(ProcessCpu::seconds).sum();
  }
}
