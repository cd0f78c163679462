package dev.slotwright.api;

import dev.slotwright.operation.Steering;
import java.util.Arrays;
import java.util.Optional;

/**
 * How the moves of the operation in flight are to go on.
 *
 * @param pace {@code pause}, {@code resume}, {@code slower}, {@code faster} or {@code abort}
 */
public record PaceRequest(String pace) {
  Optional<Steering.Wish> wish() {
    return Arrays.stream(Steering.Wish.values()).filter(w -> w.word().equals(pace)).findFirst();
  }
}
