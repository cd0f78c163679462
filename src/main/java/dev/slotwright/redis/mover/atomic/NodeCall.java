package dev.slotwright.redis.mover.atomic;

import dev.slotwright.redis.Reply;
import dev.slotwright.redis.Request;

/** One command to one node. */
@FunctionalInterface
public interface NodeCall {
  /**
   * Sends the command and waits.
   *
   * @throws dev.slotwright.redis.ServerErrorException when the answer is an error
   * @throws dev.slotwright.control.RefusedException when it is one of permission
   * @throws dev.slotwright.control.UnreachableException when there is no answer; whether the
   *     command was carried out is then unknown
   */
  Reply call(Request request);

  /** The same of text words. */
  default Reply call(String... words) {
    return call(Request.of(words));
  }
}
