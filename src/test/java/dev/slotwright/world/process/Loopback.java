package dev.slotwright.world.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Loopback addresses of this world alone: one 127.a.b.0/24 after the other, each claimed for the
 * life of this object, so that several worlds run side by side and all their nodes use the same
 * port. An address is given out once.
 */
public final class Loopback implements AutoCloseable {
  /** Bound at the last address of a claimed range; whoever finds it taken goes on to the next. */
  private static final int CLAIM_PORT = 6399;

  private static final int CLAIM_HOST = 254;
  private static final int FIRST_HOST = 10;
  private static final int BUS_OFFSET = 10_000;
  private static final int TRIES = 200;

  private final List<ServerSocket> claims = new ArrayList<>();
  private String range;
  private int nextHost = FIRST_HOST;

  /**
   * Claims a free range.
   *
   * @throws IllegalStateException where the system has only 127.0.0.1 (macOS)
   */
  public Loopback() {
    claim();
  }

  /** The address of the world's own servers (broker, API): 127.a.b.1. */
  public synchronized String hub() {
    return ((InetSocketAddress) claims.getFirst().getLocalSocketAddress())
        .getAddress()
        .getHostAddress()
        .replaceFirst("\\.\\d+$", ".1");
  }

  /** An address that this world has never used. */
  public synchronized String nextAddress() {
    if (nextHost == CLAIM_HOST) {
      claim();
      nextHost = FIRST_HOST;
    }
    return range + nextHost++;
  }

  /**
   * A port below 32768 (the kernel gives those above to outgoing connections) that is free in the
   * whole range, and its cluster bus port with it: 6379 where nobody listens on all addresses.
   */
  public int redisPort() {
    for (int port = 6379; port < 22_000; port += 500) {
      if (isFree(hub(), port) && isFree(hub(), port + BUS_OFFSET)) {
        return port;
      }
    }
    throw new IllegalStateException("no port between 6379 and 22000 is free at " + hub());
  }

  /** The first free port at the hub, counting up from the wished one. */
  public int hubPort(int wished) {
    for (int port = wished; port < wished + TRIES; port++) {
      if (isFree(hub(), port)) {
        return port;
      }
    }
    throw new IllegalStateException(
        "no free port at " + hub() + " from " + wished + " to " + (wished + TRIES));
  }

  @Override
  public synchronized void close() {
    for (ServerSocket claim : claims) {
      try {
        claim.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private synchronized void claim() {
    IOException last = null;
    for (int attempt = 0; attempt < TRIES; attempt++) {
      ThreadLocalRandom random = ThreadLocalRandom.current();
      String candidate = "127." + random.nextInt(1, 255) + "." + random.nextInt(0, 255) + ".";
      try {
        claims.add(new ServerSocket(CLAIM_PORT, 1, InetAddress.getByName(candidate + CLAIM_HOST)));
        range = candidate;
        return;
      } catch (IOException taken) {
        last = taken;
      }
    }
    throw new IllegalStateException(
        "this system has no free loopback range inside 127.0.0.0/8; "
            + "the local world needs Linux or WSL",
        last);
  }

  private static boolean isFree(String address, int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(address, port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
