package dev.slotwright.redis.mover;

import dev.slotwright.redis.Reply;
import dev.slotwright.redis.ServerErrorException;

/** What a node answered one command of a pipeline with. */
sealed interface Answer {
  /** No error. */
  record Replied(Reply reply) implements Answer {}

  /** An error that is not about logging in or permissions. */
  record Erred(ServerErrorException cause) implements Answer {}

  /**
   * The reply.
   *
   * @throws ServerErrorException when it was an error
   */
  default Reply orThrow() {
    return switch (this) {
      case Replied replied -> replied.reply();
      case Erred erred -> throw erred.cause();
    };
  }

  /** The error as the server sent it; empty when it was none. */
  default String error() {
    return switch (this) {
      case Replied replied -> "";
      case Erred erred -> erred.cause().serverMessage();
    };
  }

  default boolean erred() {
    return this instanceof Erred;
  }
}
