package dev.slotwright.world.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
  @TempDir Path directory;

  @Test
  void childrenDoNotOutliveAParentKilledBySignal9() throws Exception {
    ChildProcess parent = startParent();
    long child = childOf(parent);

    parent.kill();

    awaitGone(child);
  }

  @Test
  void childrenDoNotOutliveAParentThatIsAskedToEnd() throws Exception {
    ChildProcess parent = startParent();
    long child = childOf(parent);

    parent.stop();

    awaitGone(child);
  }

  @Test
  void everyWorldHasAddressesOfItsOwn() {
    try (Loopback first = new Loopback();
        Loopback second = new Loopback()) {
      assertThat(first.hub()).startsWith("127.").endsWith(".1").isNotEqualTo(second.hub());
      List<String> addresses = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        addresses.add(first.nextAddress());
      }
      assertThat(addresses).doesNotHaveDuplicates().doesNotContain(second.nextAddress());
      assertThat(first.redisPort()).isLessThan(32_768);
    }
  }

  private ChildProcess startParent() {
    List<String> command = new ArrayList<>(Jvm.small(64));
    command.addAll(List.of("-cp", Jvm.classPath(), Parent.class.getName(), directory.toString()));
    return ChildProcess.start("parent", command, Map.of(), directory.resolve("parent.log"));
  }

  private long childOf(ChildProcess parent) throws Exception {
    Path pid = directory.resolve("pid");
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .failFast(() -> !parent.isAlive())
        .until(() -> Files.exists(pid));
    long child = Long.parseLong(Files.readString(pid));
    assertThat(ProcessHandle.of(child)).get().matches(ProcessHandle::isAlive);
    return child;
  }

  private static void awaitGone(long pid) {
    Awaitility.await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
  }

  /** A JVM with a child of its own, whose process id it writes to a file. */
  static final class Parent {
    private Parent() {}

    public static void main(String... arguments) throws Exception {
      Path directory = Path.of(arguments[0]);
      ChildProcess child =
          ChildProcess.start(
              "child", List.of("sleep", "600"), Map.of(), directory.resolve("child.log"));
      Path written = directory.resolve("pid.new");
      Files.writeString(written, Long.toString(child.pid()));
      Files.move(written, directory.resolve("pid"));
      new CountDownLatch(1).await();
    }
  }
}
