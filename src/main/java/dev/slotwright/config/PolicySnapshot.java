package dev.slotwright.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of a directory at one moment: every {@code *.yaml} and {@code *.yml} that is not
 * hidden, links followed. In a mounted ConfigMap each is a link through {@code ..data}.
 *
 * @param files by name; what each holds, or why it cannot be read
 */
record PolicySnapshot(SortedMap<String, Content> files) {
  /** Content of a file, told apart by its hash. */
  sealed interface Content {
    String hash();

    record Readable(String hash, byte[] bytes) implements Content {}

    record Unreadable(String reason) implements Content {
      @Override
      public String hash() {
        return "unreadable: " + reason;
      }
    }
  }

  /**
   * @throws IOException when the directory itself is not there or cannot be listed
   */
  static PolicySnapshot of(Path directory) throws IOException {
    SortedMap<String, Content> files = new TreeMap<>();
    List<Path> paths;
    try (Stream<Path> entries = Files.list(directory)) {
      paths = entries.filter(PolicySnapshot::named).toList();
    }
    for (Path path : paths) {
      if (!Files.isDirectory(path)) {
        files.put(path.getFileName().toString(), read(path));
      }
    }
    return new PolicySnapshot(files);
  }

  /** Whether both hold the same. */
  boolean sameAs(PolicySnapshot other) {
    return hashes().equals(other.hashes());
  }

  private SortedMap<String, String> hashes() {
    SortedMap<String, String> hashes = new TreeMap<>();
    files.forEach((file, content) -> hashes.put(file, content.hash()));
    return hashes;
  }

  static boolean named(Path path) {
    String name = path.getFileName().toString();
    return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml"));
  }

  private static Content read(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(PolicyFile.MAX_BYTES + 1);
      return new Content.Readable(PolicyFile.hash(bytes), bytes);
    } catch (IOException e) {
      return new Content.Unreadable(e.getClass().getSimpleName() + " " + e.getMessage());
    }
  }
}
