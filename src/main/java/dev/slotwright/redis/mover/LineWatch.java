package dev.slotwright.redis.mover;

import dev.slotwright.cluster.Address;
import dev.slotwright.control.RefusedException;
import dev.slotwright.redis.Request;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Sees what is about to be sent; may throw to keep it from being sent. */
@FunctionalInterface
interface LineWatch {
  LineWatch NONE = (address, requests) -> {};

  /** Lets nothing through once {@code permitted} says no. */
  static LineWatch whilePermitted(BooleanSupplier permitted) {
    return (address, requests) -> {
      if (!permitted.getAsBoolean()) {
        throw new RefusedException(
            "the lease of this cluster was lost: another controller finishes what is open");
      }
    };
  }

  void before(Address address, List<Request> requests);
}
