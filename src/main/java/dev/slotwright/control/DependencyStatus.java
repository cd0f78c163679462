package dev.slotwright.control;

import java.time.Instant;
import java.util.List;

/** What an adapter knows of the peers it talks to; for health, metrics and the console. */
public interface DependencyStatus {
  /**
   * One peer, or one use of it.
   *
   * @param name such as {@code kafka consumer}; unique among all adapters
   * @param ok whether it served when it was last tried
   * @param detail what is wrong, where and what to do; a few words when all is well
   * @param since when {@code ok} took this value
   */
  record Status(String name, boolean ok, String detail, Instant since) {}

  /** In a fixed order; empty before the first use. Never blocks. */
  List<Status> statuses();
}
