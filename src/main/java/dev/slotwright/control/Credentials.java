package dev.slotwright.control;

import java.util.Optional;

/**
 * How to log in to a cluster's nodes.
 *
 * @param username of an ACL user; empty for the default user
 * @param password empty for none
 */
public record Credentials(Optional<String> username, Optional<String> password) {
  public static final Credentials NONE = new Credentials(Optional.empty(), Optional.empty());

  @Override
  public String toString() {
    return "Credentials[" + username.orElse("default") + "]";
  }
}
