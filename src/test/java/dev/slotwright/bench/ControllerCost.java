package dev.slotwright.bench;

import dev.slotwright.world.program.Controller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;

/** What a controller takes: time to become ready, heap, memory of its process. */
final class ControllerCost {
  private static final double MEBI = 1 << 20;
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

  private final Controller controller;
  private Instant lastLook = Instant.MIN;
  private double least = Double.MAX_VALUE;
  private double most;

  ControllerCost(Controller controller) {
    this.controller = controller;
  }

  /** Seconds from the start of its JVM until it says that it is ready. */
  double awaitReady(Duration limit) {
    Awaitility.await("a controller that is ready")
        .atMost(limit)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(this::isReady);
    Instant begun =
        ProcessHandle.of(controller.process().pid())
            .flatMap(process -> process.info().startInstant())
            .orElseThrow();
    return Duration.between(begun, Instant.now()).toMillis() / 1000.0;
  }

  private boolean isReady() {
    try {
      return controller.isAlive() && controller.get("/q/health/ready").statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Looks at the heap, every few seconds at most. */
  void look() {
    if (lastLook.plus(BETWEEN_LOOKS).isAfter(Instant.now())) {
      return;
    }
    lastLook = Instant.now();
    try {
      double used =
          controller
                  .get("/q/metrics")
                  .body()
                  .lines()
                  .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                  .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf("} ") + 2)))
                  .sum()
              / MEBI;
      least = Math.min(least, used);
      most = Math.max(most, used);
    } catch (IOException e) {
      throw new UncheckedIOException("the controller's metrics cannot be read", e);
    }
  }

  /** The least and the most that was seen; the least is close to what is alive. */
  String heap() {
    return "%.0f to %.0f MiB".formatted(least, most);
  }

  long residentMebibytes() {
    try {
      return Files.readAllLines(
                  Path.of("/proc", Long.toString(controller.process().pid()), "status"))
              .stream()
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .findFirst()
              .orElseThrow()
          / 1024;
    } catch (IOException e) {
      throw new UncheckedIOException("the controller's process cannot be looked at", e);
    }
  }
}
