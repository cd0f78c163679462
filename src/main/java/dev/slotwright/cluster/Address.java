package dev.slotwright.cluster;

/**
 * Where a node listens.
 *
 * @param host an IP, or a name where the cluster announces names
 * @param port for clients, 1 to 65535
 * @param busPort for other nodes; {@code port + 10000} unless announced otherwise
 */
public record Address(String host, int port, int busPort) {
  public Address {
    if (host == null || host.isBlank()) {
      throw new IllegalArgumentException("an address needs a host");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " of " + host + " is outside 1..65535");
    }
  }

  public Address(String host, int port) {
    this(host, port, port + 10_000);
  }

  /**
   * Reads {@code HOST:PORT}, the host of an IPv6 address in or without brackets.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  public static Address parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("'" + text + "' is not HOST:PORT");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    try {
      return new Address(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not HOST:PORT", e);
    }
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
