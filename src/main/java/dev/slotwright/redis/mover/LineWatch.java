package dev.slotwright.redis.mover;

import dev.slotwright.cluster.Address;
import dev.slotwright.redis.Request;
import java.util.List;

/** Sees what is about to be sent; may throw to keep it from being sent. */
@FunctionalInterface
interface LineWatch {
  LineWatch NONE = (address, requests) -> {};

  void before(Address address, List<Request> requests);
}
