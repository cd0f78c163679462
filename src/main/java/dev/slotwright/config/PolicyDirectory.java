package dev.slotwright.config;

import dev.slotwright.control.PolicySource;
import dev.slotwright.policy.Policy;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The policies of a directory, read anew when the content of a file changes. Looks every two
 * seconds or so rather than being told: notifications do not pass a ConfigMap's link swap on
 * reliably, and a handful of small files costs nothing to hash.
 *
 * <p>A change counts once two looks in a row agree, so that a file that is being written is not
 * taken for a shorter policy. While the directory is missing, what was in force stays.
 */
public final class PolicyDirectory implements PolicySource, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(PolicyDirectory.class);
  private static final Duration SETTLE = Duration.ofMillis(250);

  private final Path directory;
  private final Duration interval;
  private final PolicyFile reader = new PolicyFile();
  private final PolicySet policies = new PolicySet();
  private final List<Consumer<Change>> listeners = new ArrayList<>();
  private final Thread loop;

  private Map<String, Known> known = new HashMap<>();
  private Optional<PolicySnapshot> applied = Optional.empty();
  private Optional<PolicySnapshot> candidate = Optional.empty();
  private Optional<Change.Rejected> trouble = Optional.empty();
  private volatile boolean closed;

  /** A reading, to be reused while the content is the same. */
  private record Known(String hash, PolicyFile.Reading reading) {}

  /**
   * @param interval between two looks
   */
  public PolicyDirectory(Path directory, Duration interval) {
    this.directory = directory;
    this.interval = interval;
    this.loop = Thread.ofVirtual().name("policy files").unstarted(this::run);
  }

  /** Reads what is there, then begins to watch. */
  public void start() {
    look();
    loop.start();
  }

  @Override
  public synchronized List<Policy> current() {
    return policies.current();
  }

  @Override
  public synchronized void onChange(Consumer<Change> listener) {
    listeners.add(listener);
    policies.standing().forEach(change -> tell(listener, change));
    trouble.ifPresent(change -> tell(listener, change));
  }

  @Override
  public void close() {
    closed = true;
    loop.interrupt();
  }

  private void run() {
    while (!closed) {
      try {
        Thread.sleep(settling() ? SETTLE : interval);
        look();
      } catch (InterruptedException e) {
        LOG.debugf("policy watch interrupted directory=%s closed=%s", directory, closed);
      } catch (RuntimeException | Error e) {
        LOG.errorf(e, "policy files were not read, tried again directory=%s", directory);
      }
    }
  }

  private synchronized boolean settling() {
    return candidate.isPresent();
  }

  /** One look at the directory. */
  synchronized void look() {
    PolicySnapshot now;
    try {
      now = PolicySnapshot.of(directory);
    } catch (IOException e) {
      missing(e);
      return;
    }
    trouble = Optional.empty();
    if (applied.filter(now::sameAs).isPresent()) {
      candidate = Optional.empty();
    } else if (applied.isEmpty() || candidate.filter(now::sameAs).isPresent()) {
      candidate = Optional.empty();
      applied = Optional.of(now);
      policies.apply(readings(now)).forEach(this::tellAll);
    } else {
      candidate = Optional.of(now);
    }
  }

  private void missing(IOException e) {
    String problem =
        e instanceof NoSuchFileException
            ? "the directory does not exist"
            : "the directory cannot be read: " + e;
    Change.Rejected now =
        new Change.Rejected(
            directory.toString(),
            0,
            problem,
            "a directory of policy files there, or another in slotwright.policies.directory");
    if (!trouble.equals(Optional.of(now))) {
      trouble = Optional.of(now);
      tellAll(now);
    }
  }

  private SortedMap<String, PolicyFile.Reading> readings(PolicySnapshot snapshot) {
    Map<String, Known> next = new HashMap<>();
    SortedMap<String, PolicyFile.Reading> readings = new TreeMap<>();
    snapshot
        .files()
        .forEach(
            (file, content) -> {
              Known before = known.get(file);
              Known read =
                  before != null && before.hash().equals(content.hash())
                      ? before
                      : new Known(content.hash(), read(file, content));
              next.put(file, read);
              readings.put(file, read.reading());
            });
    known = next;
    return readings;
  }

  private PolicyFile.Reading read(String file, PolicySnapshot.Content content) {
    return switch (content) {
      case PolicySnapshot.Content.Readable readable -> reader.read(file, readable.bytes());
      case PolicySnapshot.Content.Unreadable unreadable ->
          new PolicyFile.Reading.Invalid(
              List.of(new Problem(file, 0, "", unreadable.reason(), "a file that may be read")));
    };
  }

  private void tellAll(Change change) {
    switch (change) {
      case Change.Loaded loaded ->
          LOG.infof(
              "policy in force file=%s policy=%s cluster=%s hash=%s",
              loaded.file(),
              loaded.policy().name(),
              loaded.policy().cluster().name(),
              loaded.policy().hash());
      case Change.Rejected rejected ->
          LOG.errorf(
              "policy file rejected file=%s line=%d problem=%s expected=%s",
              rejected.file(), rejected.line(), rejected.problem(), rejected.expected());
      case Change.Removed removed ->
          LOG.warnf(
              "policy removed file=%s policy=%s cluster=%s",
              removed.file(), removed.policy().name(), removed.policy().cluster().name());
    }
    listeners.forEach(listener -> tell(listener, change));
  }

  private static void tell(Consumer<Change> listener, Change change) {
    try {
      listener.accept(change);
    } catch (RuntimeException | Error e) {
      LOG.errorf(
          e, "a listener failed on a policy change change=%s", change.getClass().getSimpleName());
    }
  }
}
