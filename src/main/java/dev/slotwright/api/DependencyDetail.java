package dev.slotwright.api;

import dev.slotwright.control.DependencyStatus;
import java.time.Instant;

/**
 * A peer of this process.
 *
 * @param name such as {@code kafka consumer}
 * @param ok whether it served when it was last tried
 * @param detail what is wrong and what to do
 * @param since when {@code ok} took this value
 */
public record DependencyDetail(String name, boolean ok, String detail, Instant since) {
  static DependencyDetail of(DependencyStatus.Status status) {
    return new DependencyDetail(status.name(), status.ok(), status.detail(), status.since());
  }
}
