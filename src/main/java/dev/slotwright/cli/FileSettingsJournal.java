package dev.slotwright.cli;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.SettingsJournal;
import dev.slotwright.control.SettingsText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The settings journal of whoever moves slots by hand: a file for each node, so that commands for
 * several clusters run side by side.
 */
public final class FileSettingsJournal implements SettingsJournal {
  private static final String SUFFIX = ".json";

  private final Path directory;

  /**
   * @param directory made when something is first written
   */
  public FileSettingsJournal(Path directory) {
    this.directory = directory;
  }

  /**
   * In the user's state directory: {@code $XDG_STATE_HOME/slotwright/node-settings}, else below
   * {@code ~/.local/state}, as the XDG base directory specification says.
   */
  public static FileSettingsJournal ofUser() {
    Path state =
        Optional.ofNullable(System.getenv("XDG_STATE_HOME"))
            .map(Path::of)
            .filter(Path::isAbsolute)
            .orElse(Path.of(System.getProperty("user.home"), ".local", "state"));
    return new FileSettingsJournal(state.resolve("slotwright").resolve("node-settings"));
  }

  @Override
  public Map<NodeId, List<Change>> read() {
    Map<NodeId, List<Change>> changes = new HashMap<>();
    for (Path file : files()) {
      try {
        changes.putAll(SettingsText.decode(Files.readString(file)));
      } catch (RefusedException e) {
        throw new RefusedException(
            "%s: %s; delete it and look at that node's settings yourself"
                .formatted(file, e.getMessage()),
            e);
      } catch (java.nio.file.NoSuchFileException erasedMeanwhile) {
        // Another command has put that node's settings back between the listing and the reading.
        continue;
      } catch (IOException e) {
        throw failed("read", file, e);
      }
    }
    return changes;
  }

  @Override
  public void put(Map<NodeId, List<Change>> changes) {
    changes.forEach(
        (id, list) -> {
          Path file = directory.resolve(id.value() + SUFFIX);
          try {
            if (list.isEmpty()) {
              Files.deleteIfExists(file);
            } else {
              write(file, SettingsText.encode(Map.of(id, list)));
            }
          } catch (IOException e) {
            throw failed("written", file, e);
          }
        });
  }

  /** Whole and on the disk, or not at all. */
  private void write(Path file, String text) throws IOException {
    Files.createDirectories(directory);
    Path fresh = Files.createTempFile(directory, "new-", ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private List<Path> files() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> file.toString().endsWith(SUFFIX)).toList();
    } catch (IOException e) {
      throw failed("read", directory, e);
    } catch (UncheckedIOException e) {
      throw failed("read", directory, e.getCause());
    }
  }

  private static RefusedException failed(String doing, Path file, IOException e) {
    return new RefusedException("%s cannot be %s: %s".formatted(file, doing, e), e);
  }
}
