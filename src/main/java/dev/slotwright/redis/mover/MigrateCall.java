package dev.slotwright.redis.mover;

import dev.slotwright.cluster.Address;
import dev.slotwright.control.Credentials;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.redis.Request;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/**
 * One MIGRATE of keys of one slot.
 *
 * @param replace only for keys known to be on both ends with the source's copy the true one
 */
record MigrateCall(int slot, List<Key> keys, boolean replace) {
  MigrateCall {
    keys = List.copyOf(keys);
  }

  /**
   * As sent.
   *
   * @param target where it announces a name for its IP, the name is resolved here: it would block
   *     the source's main thread on DNS
   * @param timeout of the connect, of each 64 KB and of each reply, not of the whole
   */
  Request request(Address target, Duration timeout, Credentials credentials) {
    Request request =
        Request.of("MIGRATE", ip(target), Integer.toString(target.port()), "", "0")
            .with(timeout.toMillis());
    if (replace) {
      request = request.with("REPLACE");
    }
    return withKeys(withLogin(request, credentials), keys);
  }

  /** The same with the key left where it is. */
  static Request copy(Address target, Duration timeout, Credentials credentials, Key key) {
    Request request =
        Request.of("MIGRATE", ip(target), Integer.toString(target.port()), "", "0")
            .with(timeout.toMillis())
            .with("COPY");
    return withKeys(withLogin(request, credentials), List.of(key));
  }

  /**
   * @throws UnreachableException for a name that nobody knows
   */
  static String ip(Address target) {
    String host = target.host();
    if (host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9')) {
      return host;
    }
    try {
      return InetAddress.getByName(host).getHostAddress();
    } catch (UnknownHostException e) {
      throw new UnreachableException(
          "%s cannot be resolved to an IP for MIGRATE: set cluster-announce-ip to the node's IP"
              .formatted(target),
          e);
    }
  }

  private static Request withKeys(Request request, List<Key> keys) {
    return request.with("KEYS").withAll(keys.stream().map(Key::name).toList());
  }

  private static Request withLogin(Request request, Credentials credentials) {
    if (credentials.password().isEmpty()) {
      return request;
    }
    String password = credentials.password().orElseThrow();
    return credentials.username().isPresent()
        ? request.with("AUTH2", credentials.username().orElseThrow(), password)
        : request.with("AUTH", password);
  }
}
