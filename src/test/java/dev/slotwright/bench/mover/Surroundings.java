package dev.slotwright.bench.mover;

import dev.slotwright.world.process.WorldDirectory;
import dev.slotwright.world.redis.RedisBinary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What a table was taken on, and is only true for. */
final class Surroundings {
  private static final Path MEMORY = Path.of("/dev/shm");

  private Surroundings() {}

  /** Servers work on tmpfs where there is one: their nodes.conf is written with every slot. */
  static Path workingDirectory() {
    Path chosen = Files.isWritable(MEMORY) ? MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
    System.setProperty(WorldDirectory.PARENT, chosen.toString());
    return chosen;
  }

  static String line(RedisBinary server, int replicas, Path directory) {
    return String.format(
        Locale.ROOT,
        "Server %s, %d replicas a master, 3 masters to 6; working directories on %s; %d cores, JDK"
            + " %s, load average %.1f before; %s",
        server,
        replicas,
        fileSystem(directory),
        Runtime.getRuntime().availableProcessors(),
        Runtime.version().feature(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        redisCli());
  }

  private static String fileSystem(Path directory) {
    try {
      return Files.getFileStore(directory).type();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String redisCli() {
    return RedisCliRebalance.executable()
        .map(
            path -> {
              try {
                Process process = new ProcessBuilder(path.toString(), "--version").start();
                return new String(process.getInputStream().readAllBytes()).strip();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .orElse("no redis-cli on PATH (Debian: apt-get install redis-tools)");
  }
}
