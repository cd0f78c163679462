package dev.slotwright.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a server answered, unless it was an error: then there is a {@link ServerErrorException}. */
public sealed interface Reply {
  /** A null bulk string or a null array. */
  record Nil() implements Reply {}

  /** An integer. */
  record Number(long value) implements Reply {}

  /**
   * A bulk string or a status.
   *
   * @param bytes not copied: the reader owns them
   */
  record Text(byte[] bytes) implements Reply {
    @Override
    public String toString() {
      return "Text[" + text() + "]";
    }
  }

  /** An array, or a map or set flattened into one. */
  record Items(List<Reply> list) implements Reply {
    public Items {
      list = List.copyOf(list);
    }
  }

  Nil NIL = new Nil();

  default boolean isNil() {
    return this instanceof Nil;
  }

  /**
   * The integer, also where the server sends it as text.
   *
   * @throws IllegalStateException when this is something else
   */
  default long number() {
    return switch (this) {
      case Number number -> number.value();
      case Text text -> Long.parseLong(text.text());
      case Nil nil -> throw unexpected("an integer");
      case Items items -> throw unexpected("an integer");
    };
  }

  /**
   * A bulk string or a status as UTF-8.
   *
   * @throws IllegalStateException when this is something else
   */
  default String text() {
    return new String(raw(), StandardCharsets.UTF_8);
  }

  /**
   * The bytes of a bulk string.
   *
   * @throws IllegalStateException when this is something else
   */
  default byte[] raw() {
    if (this instanceof Text text) {
      return text.bytes();
    }
    throw unexpected("a string");
  }

  /**
   * The elements of an array.
   *
   * @throws IllegalStateException when this is something else
   */
  default List<Reply> items() {
    if (this instanceof Items items) {
      return items.list();
    }
    throw unexpected("an array");
  }

  private IllegalStateException unexpected(String wanted) {
    return new IllegalStateException("the server answered " + this + " instead of " + wanted);
  }
}
