package dev.slotwright.control;

import dev.slotwright.policy.Policy;
import java.util.List;
import java.util.function.Consumer;

/** The policies in force. */
public interface PolicySource {
  /** What changed in the policy files. */
  sealed interface Change {
    record Loaded(Policy policy, String file) implements Change {}

    record Rejected(String file, int line, String problem, String expected) implements Change {}

    record Removed(Policy policy, String file) implements Change {}
  }

  /** The last good version of every policy file that is there, one per cluster. */
  List<Policy> current();

  /** Calls {@code listener} for every change from now on, and for what is there already. */
  void onChange(Consumer<Change> listener);
}
