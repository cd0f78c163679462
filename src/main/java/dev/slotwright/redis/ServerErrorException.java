package dev.slotwright.redis;

import dev.slotwright.cluster.Address;

/** A node answered a command with an error that is not about logging in or permissions. */
public final class ServerErrorException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Address address;
  private final String serverMessage;

  /**
   * @param serverMessage the error as sent, its code first
   */
  public ServerErrorException(Address address, String command, String serverMessage) {
    super("%s answered %s with: %s".formatted(address, command, serverMessage));
    this.address = address;
    this.serverMessage = serverMessage;
  }

  public Address address() {
    return address;
  }

  /** The error as the server sent it. */
  public String serverMessage() {
    return serverMessage;
  }

  /** The first word, such as {@code ERR}, {@code BUSYKEY}, {@code LOADING}. */
  public String code() {
    int space = serverMessage.indexOf(' ');
    return space < 0 ? serverMessage : serverMessage.substring(0, space);
  }
}
