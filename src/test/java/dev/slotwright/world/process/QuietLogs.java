package dev.slotwright.world.process;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Silences below WARNING what would print several lines a second. Libraries log through
 * java.util.logging or through JBoss' log manager, which are the same only where it is installed as
 * the JVM's.
 */
public final class QuietLogs {
  /** Held here, because a java.util.logging logger that nobody holds forgets its level. */
  private static final List<Logger> HELD = new CopyOnWriteArrayList<>();

  private QuietLogs() {}

  public static void of(String... categories) {
    Arrays.stream(categories)
        .flatMap(
            category ->
                Stream.of(
                    Logger.getLogger(category), org.jboss.logmanager.Logger.getLogger(category)))
        .forEach(
            logger -> {
              logger.setLevel(Level.WARNING);
              HELD.add(logger);
            });
  }
}
