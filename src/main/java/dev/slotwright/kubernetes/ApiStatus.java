package dev.slotwright.kubernetes;

import dev.slotwright.control.DependencyStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How the API server served of late: whether it answers, and what it does not allow. */
final class ApiStatus implements DependencyStatus {
  private static final String NAME = "kubernetes";

  /** What is not asked for any more, say because a policy is gone, is not a fault for ever. */
  private static final Duration MEMORY = Duration.ofMinutes(2);

  private final Map<String, Denial> denials = new LinkedHashMap<>();
  private Optional<String> silence = Optional.empty();
  private boolean used;
  private boolean ok = true;
  private Instant since = Instant.now();

  private record Denial(String detail, long atNanos) {}

  synchronized void served(String what) {
    silence = Optional.empty();
    denials.remove(what);
    update();
  }

  synchronized void denied(String what, String detail) {
    silence = Optional.empty();
    denials.put(what, new Denial(detail, System.nanoTime()));
    update();
  }

  synchronized void silent(String detail) {
    silence = Optional.of(detail);
    update();
  }

  @Override
  public synchronized List<Status> statuses() {
    if (!used) {
      return List.of();
    }
    update();
    String detail =
        silence.orElseGet(
            () -> denials.isEmpty() ? "answers" : denials.values().iterator().next().detail());
    return List.of(new Status(NAME, ok, detail, since));
  }

  private void update() {
    long now = System.nanoTime();
    denials.values().removeIf(denial -> now - denial.atNanos() > MEMORY.toNanos());
    boolean serves = silence.isEmpty() && denials.isEmpty();
    if (!used || serves != ok) {
      since = Instant.now();
    }
    used = true;
    ok = serves;
  }
}
