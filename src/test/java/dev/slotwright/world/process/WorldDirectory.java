package dev.slotwright.world.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A temporary directory, deleted at {@link #close()} and when the JVM ends. */
public final class WorldDirectory implements AutoCloseable {
  /** System property that names the directory to be in, such as one on tmpfs. */
  public static final String PARENT = "slotwright.world.directory";

  private final Path path;
  private final Thread hook = new Thread(this::delete, "world-directory");

  public WorldDirectory(String name) {
    try {
      path =
          Files.createTempDirectory(
              Path.of(System.getProperty(PARENT, System.getProperty("java.io.tmpdir"))),
              "slotwright-" + name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(hook);
  }

  public Path path() {
    return path;
  }

  /** Leaves the directory where it is, for a look afterwards. */
  public void keep() {
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  /** A new directory inside, parents included; nothing happens when it is there. */
  public Path create(String child) {
    try {
      return Files.createDirectories(path.resolve(child));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes a directory inside, with all it holds. */
  public void delete(String child) {
    delete(path.resolve(child));
  }

  @Override
  public void close() {
    if (Runtime.getRuntime().removeShutdownHook(hook)) {
      delete();
    }
  }

  private void delete() {
    delete(path);
  }

  private static void delete(Path tree) {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> all = Files.walk(tree)) {
      all.sorted(Comparator.reverseOrder()).forEach(entry -> entry.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(tree + " cannot be deleted", e);
    }
  }
}
