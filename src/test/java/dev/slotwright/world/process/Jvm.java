package dev.slotwright.world.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Command lines for child JVMs: the same JDK, and our own class path where wanted. */
public final class Jvm {
  private Jvm() {}

  /** {@code java} of the JDK that runs us, with what a small and quickly started JVM needs. */
  public static List<String> small(int heapMebibytes) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx" + heapMebibytes + "m", "-XX:+UseSerialGC", "-Xshare:auto"));
    if (Runtime.version().feature() >= 23) {
      command.addAll(
          List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"));
    }
    return command;
  }

  /**
   * Our own class path, of which only the entries are kept whose file name starts with one of the
   * given prefixes, or which are directories. No prefix keeps all.
   */
  public static String classPath(String... prefixes) {
    // Surefire starts us with a jar that only names the class path, and tells it here.
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return String.join(
        File.pathSeparator,
        Arrays.stream(all.split(File.pathSeparator))
            .filter(entry -> prefixes.length == 0 || wanted(new File(entry), prefixes))
            .toList());
  }

  private static boolean wanted(File entry, String... prefixes) {
    return entry.isDirectory() || Arrays.stream(prefixes).anyMatch(entry.getName()::startsWith);
  }
}
