package dev.slotwright.redis.mover;

import dev.slotwright.cluster.Address;
import dev.slotwright.redis.Request;
import dev.slotwright.redis.Requests;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Watches a mover's commands: strikes at one of them, and ends the mover as kill -9 would. */
final class StruckMover implements LineWatch {
  /** Nothing more is sent, and nothing is tidied up. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1;

    Killed() {
      super("the mover is killed", null, false, false);
    }
  }

  private final AtomicInteger sent = new AtomicInteger();
  private final Map<Address, Set<String>> inFlight = new ConcurrentHashMap<>();
  private volatile int strikeAt = Integer.MAX_VALUE;
  private volatile Runnable strike = () -> {};
  private volatile boolean dead;

  /** Strikes before the {@code nth} flush from now, on the mover's thread. */
  void strikeAt(int nth, Runnable action) {
    strike = action;
    strikeAt = sent.get() + nth;
  }

  void kill() {
    dead = true;
    throw new Killed();
  }

  /** Names of the keys of each source's last MIGRATE: what a target may not have replicated yet. */
  Set<String> window() {
    Set<String> window = new HashSet<>();
    inFlight.values().forEach(window::addAll);
    return window;
  }

  @Override
  public void before(Address address, List<Request> requests) {
    if (dead) {
      throw new Killed();
    }
    Set<String> keys = new HashSet<>();
    requests.stream()
        .filter(request -> Requests.text(request).startsWith("MIGRATE "))
        .forEach(request -> keys.addAll(keys(Requests.words(request))));
    if (!keys.isEmpty()) {
      inFlight.put(address, keys);
    }
    if (sent.incrementAndGet() == strikeAt) {
      strike.run();
    }
  }

  private static List<String> keys(List<byte[]> words) {
    List<String> texts =
        words.stream().map(word -> new String(word, StandardCharsets.UTF_8)).toList();
    return texts.subList(texts.indexOf("KEYS") + 1, texts.size());
  }
}
