package dev.slotwright.world.redis;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Redis or Valkey server that can be started.
 *
 * @param name for test names and messages, such as {@code redis-7.0}
 * @param version what the executable says of itself, such as {@code 7.0.15}
 * @param valkey whether it is Valkey
 */
public record RedisBinary(String name, Path executable, String version, boolean valkey) {
  /** System property that names the executable; the environment has {@link #ENVIRONMENT}. */
  public static final String PROPERTY = "slotwright.server";

  public static final String ENVIRONMENT = "SLOTWRIGHT_SERVER";

  /** Comma- or space-separated {@code NAME=PATH} or {@code PATH}: what server tests run on. */
  public static final String ALL = "SLOTWRIGHT_TEST_SERVERS";

  /** System property of the long tier. */
  public static final String LONG = "slotwright.long";

  private static final String EMBEDDED = "redis-server-7.0.15-linux-";
  private static final Pattern VERSION = Pattern.compile("v=(\\d+(?:\\.\\d+)*)");
  private static RedisBinary embedded;

  /** The executable named by property or environment, else on PATH, else the embedded one. */
  public static RedisBinary find() {
    return find(null);
  }

  /**
   * @param explicit wins over everything else; null to look further
   */
  public static RedisBinary find(Path explicit) {
    String named = System.getProperty(PROPERTY, System.getenv(ENVIRONMENT));
    if (explicit != null) {
      return of(explicit);
    }
    if (named != null && !named.isBlank()) {
      return of(Path.of(named));
    }
    return onPath().map(RedisBinary::of).orElseGet(RedisBinary::embedded);
  }

  /** What {@link #ALL} lists; the embedded server alone where it lists nothing. */
  public static List<RedisBinary> all() {
    String listed = System.getenv(ALL);
    if (listed == null || listed.isBlank()) {
      return List.of(embedded());
    }
    return Arrays.stream(listed.trim().split("[,\\s]+")).map(RedisBinary::parse).toList();
  }

  /**
   * What a suite runs on: all of {@link #all} in the long tier, {@link #find} alone in the quick
   * one.
   */
  public static List<RedisBinary> tier() {
    return Boolean.getBoolean(LONG) ? all() : List.of(find());
  }

  /** The server inside the jar of {@code org.signal:embedded-redis}, unpacked once a JVM. */
  public static synchronized RedisBinary embedded() {
    if (embedded == null) {
      embedded = of("embedded", unpack());
    }
    return embedded;
  }

  public static RedisBinary of(Path executable) {
    return of(executable.getFileName().toString(), executable);
  }

  /** Whether the server is at least this version, by its own counting (Valkey's or Redis'). */
  public boolean atLeast(int major, int minor) {
    String[] parts = version.split("\\.");
    int ownMajor = Integer.parseInt(parts[0]);
    return ownMajor > major
        || (ownMajor == major && parts.length > 1 && Integer.parseInt(parts[1]) >= minor);
  }

  /** Whether it was built with TLS: it knows the setting, and misses a certificate. */
  public boolean hasTls() {
    String answer = run(executable, "--port", "0", "--tls-port", "1", "--tls-cert-file", "");
    return !answer.contains("Bad directive");
  }

  @Override
  public String toString() {
    return name + " (" + (valkey ? "Valkey " : "Redis ") + version + ")";
  }

  private static RedisBinary parse(String entry) {
    int equals = entry.indexOf('=');
    return equals < 0
        ? of(Path.of(entry))
        : of(entry.substring(0, equals), Path.of(entry.substring(equals + 1)));
  }

  private static RedisBinary of(String name, Path executable) {
    if (!Files.isExecutable(executable)) {
      throw new IllegalArgumentException("no executable server at " + executable);
    }
    String answer = run(executable, "--version");
    Matcher version = VERSION.matcher(answer);
    if (!version.find()) {
      throw new IllegalArgumentException(
          executable + " is no Redis or Valkey server; --version answers: " + answer.strip());
    }
    boolean valkey = answer.toLowerCase(Locale.ROOT).contains("valkey");
    return new RedisBinary(name, executable, version.group(1), valkey);
  }

  private static Optional<Path> onPath() {
    return Stream.of("redis-server", "valkey-server")
        .flatMap(
            program ->
                Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                    .map(directory -> Path.of(directory, program)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Path unpack() {
    String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    String resource = "/" + EMBEDDED + architecture;
    try (InputStream in = RedisBinary.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(
            "the class path has no " + resource + "; name a server with -D" + PROPERTY + "=PATH");
      }
      Path directory = Files.createTempDirectory("slotwright-server");
      Path executable = directory.resolve("redis-server");
      // In this order: at exit the file, registered last, goes before its directory.
      directory.toFile().deleteOnExit();
      executable.toFile().deleteOnExit();
      Files.copy(in, executable);
      Files.setPosixFilePermissions(executable, PosixFilePermissions.fromString("rwxr-xr-x"));
      return executable;
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded server cannot be unpacked", e);
    }
  }

  private static String run(Path executable, String... arguments) {
    List<String> command = new ArrayList<>(List.of(executable.toString()));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return new String(process.getInputStream().readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(executable + " does not run", e);
    }
  }
}
