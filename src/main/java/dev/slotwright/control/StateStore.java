package dev.slotwright.control;

import java.util.Optional;

/** A record of one cluster that survives the controller. What it says is its writer's matter. */
public interface StateStore {
  /**
   * A record as it was read.
   *
   * @param text its content
   * @param version to write it back with
   */
  record Stored(String text, String version) {}

  Optional<Stored> load();

  /**
   * Writes the record.
   *
   * @param version as last read or written; empty to create it
   * @return the new version
   * @throws RefusedException when somebody else wrote it meanwhile: this controller is not the one
   *     in charge any more
   * @throws UnreachableException when it is unknown whether it was written
   */
  String save(String text, Optional<String> version);
}
