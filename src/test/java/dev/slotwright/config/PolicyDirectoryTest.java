package dev.slotwright.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slotwright.control.PolicySource.Change;
import dev.slotwright.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyDirectoryTest {
  @TempDir Path directory;

  private final List<String> told = new CopyOnWriteArrayList<>();
  private PolicyDirectory policies;

  @BeforeEach
  void open() {
    policies = new PolicyDirectory(directory, Duration.ofMillis(50));
    policies.onChange(change -> told.add(shown(change)));
  }

  @AfterEach
  void close() {
    policies.close();
  }

  @Test
  void loadsReloadsAndRemoves() throws IOException {
    write("a.yaml", policy("one", "sessions", 9));
    write("notes.txt", "not a policy");
    policies.start();
    assertThat(told).containsExactly("loaded a.yaml one 9");

    write("a.yaml", policy("one", "sessions", 12));
    await().untilAsserted(() -> assertThat(told).last().isEqualTo("loaded a.yaml one 12"));
    assertThat(policies.current()).singleElement().extracting(this::most).isEqualTo(12);

    Files.delete(directory.resolve("a.yaml"));
    await().untilAsserted(() -> assertThat(told).last().isEqualTo("removed a.yaml one 12"));
    assertThat(policies.current()).isEmpty();
  }

  @Test
  void anInvalidFileNeverReplacesAGoodOne() throws IOException {
    write("a.yaml", policy("one", "sessions", 9));
    policies.look();
    write("a.yaml", policy("one", "sessions", 9).replace("maxShards", "maxShard"));
    lookTwice();

    assertThat(told)
        .containsExactly(
            "loaded a.yaml one 9",
            "rejected a.yaml:6 spec.bounds.maxShard: unknown field",
            "rejected a.yaml:6 spec.bounds.maxShards: is missing");
    assertThat(policies.current()).singleElement().extracting(this::most).isEqualTo(9);

    lookTwice();
    assertThat(told).as("said once").hasSize(3);
    write("a.yaml", policy("one", "sessions", 15));
    lookTwice();
    assertThat(told).last().isEqualTo("loaded a.yaml one 15");
  }

  @Test
  void followsALinkSwapAsOfAConfigMap() throws IOException {
    Path first = Files.createDirectory(directory.resolve("..2026_1"));
    Path second = Files.createDirectory(directory.resolve("..2026_2"));
    Files.writeString(first.resolve("a.yaml"), policy("one", "sessions", 9));
    Files.writeString(second.resolve("a.yaml"), policy("one", "sessions", 12));
    Files.createSymbolicLink(directory.resolve("..data"), Path.of("..2026_1"));
    Files.createSymbolicLink(directory.resolve("a.yaml"), Path.of("..data/a.yaml"));
    policies.start();
    assertThat(told).containsExactly("loaded a.yaml one 9");

    Files.createSymbolicLink(directory.resolve("..data_tmp"), Path.of("..2026_2"));
    Files.move(
        directory.resolve("..data_tmp"),
        directory.resolve("..data"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    await()
        .untilAsserted(
            () -> assertThat(told).containsExactly("loaded a.yaml one 9", "loaded a.yaml one 12"));
  }

  @Test
  void theFirstOfTwoPoliciesForOneClusterStays() throws IOException {
    write("a.yaml", policy("one", "sessions", 9));
    write("b.yaml", policy("two", "sessions", 12));
    policies.look();

    assertThat(told).hasSize(2);
    assertThat(told.getFirst()).isEqualTo("loaded a.yaml one 9");
    assertThat(told.getLast())
        .startsWith("rejected b.yaml:5 spec.cluster.name: cluster 'sessions'")
        .contains("in a.yaml already");

    Files.delete(directory.resolve("a.yaml"));
    lookTwice();
    assertThat(told.subList(2, 4)).containsExactly("removed a.yaml one 9", "loaded b.yaml two 12");
    assertThat(policies.current()).extracting(Policy::name).containsExactly("two");
  }

  @Test
  void twoPoliciesOfOneNameAreTold() throws IOException {
    write("a.yaml", policy("one", "sessions", 9));
    write("b.yaml", policy("one", "carts", 12));
    policies.look();

    assertThat(told)
        .hasSize(2)
        .last()
        .asString()
        .startsWith("rejected b.yaml:3 metadata.name: 'one'");
  }

  @Test
  void oneStatefulSetUnderTwoClusterNamesIsRefused() throws IOException {
    write("a.yaml", policy("one", "sessions", 9));
    write("b.yaml", policy("two", "carts", 12));
    write("c.yaml", policy("three", "carts", 12).replace("namespace: shop", "namespace: test"));
    policies.look();

    assertThat(told)
        .containsExactlyInAnyOrder(
            "loaded a.yaml one 9",
            "loaded c.yaml three 12",
            "rejected b.yaml:5 spec.cluster.statefulSet: StatefulSet 'redis' in namespace 'shop'"
                + " has a policy in a.yaml already, which stays in force; b.yaml does not count");
  }

  @Test
  void aListenerThatThrowsAnErrorKeepsNobodyFromTheChange() throws IOException {
    policies.onChange(
        change -> {
          throw new AssertionError("a listener's own fault");
        });
    policies.onChange(change -> told.add("second: " + shown(change)));
    write("a.yaml", policy("one", "sessions", 9));
    policies.look();

    assertThat(told).containsExactly("loaded a.yaml one 9", "second: loaded a.yaml one 9");
  }

  @Test
  void aPolicyThatTurnsToAnotherClusterLeavesTheFirst() throws IOException {
    write("a.yaml", policy("one", "sessions", 9));
    policies.look();
    write("a.yaml", policy("one", "carts", 9));
    lookTwice();

    assertThat(told)
        .containsExactly("loaded a.yaml one 9", "removed a.yaml one 9", "loaded a.yaml one 9");
    assertThat(policies.current().getFirst().cluster().name()).isEqualTo("carts");
  }

  @Test
  void aChangeCountsOnlyWhenItHasSettled() throws IOException {
    write("a.yaml", policy("one", "sessions", 9));
    policies.look();
    write("a.yaml", policy("one", "sessions", 12));
    policies.look();
    write("a.yaml", policy("one", "sessions", 15));
    policies.look();
    assertThat(told).containsExactly("loaded a.yaml one 9");

    policies.look();
    assertThat(told).containsExactly("loaded a.yaml one 9", "loaded a.yaml one 15");
  }

  @Test
  void aMissingDirectoryIsToldAndTriedAgain() throws IOException {
    Files.delete(directory);
    policies.start();
    assertThat(told).containsExactly("rejected " + directory + ":0 the directory does not exist");

    Files.createDirectory(directory);
    write("a.yaml", policy("one", "sessions", 9));
    await().untilAsserted(() -> assertThat(told).last().isEqualTo("loaded a.yaml one 9"));
  }

  @Test
  void oneWhoComesLaterIsToldWhatStands() throws IOException {
    write("a.yaml", policy("one", "sessions", 9));
    write("b.yaml", "kind: x");
    Files.createSymbolicLink(directory.resolve("c.yaml"), Path.of("nowhere"));
    policies.look();
    List<String> late = new CopyOnWriteArrayList<>();
    policies.onChange(change -> late.add(shown(change)));

    assertThat(late).containsExactlyElementsOf(told);
    assertThat(late).last().asString().startsWith("rejected c.yaml:0 NoSuchFileException");
  }

  @Test
  void checksFilesAsTheServiceWould() throws IOException {
    write("a.yaml", policy("one", "sessions", 9));
    write("b.yaml", policy("two", "sessions", 9));
    write("c.yaml", policy("three", "carts", 2));
    List<PolicyCheck.Result> results =
        new PolicyCheck().check(List.of(directory, directory.resolve("absent.yaml")));

    assertThat(results)
        .extracting(PolicyCheck.Result::good)
        .containsExactly(true, false, false, false);
    assertThat(results).extracting(result -> result.lines().size()).containsExactly(0, 1, 1, 1);
    assertThat(results.get(0).file()).endsWith("a.yaml");
    assertThat(results.get(1).lines().getFirst()).contains("does not exist");
    assertThat(results.get(2).lines().getFirst()).contains("b.yaml:5: spec.cluster.name");
    assertThat(results.get(3).lines().getFirst()).contains("spec.bounds.maxShards: is 2");
  }

  private int most(Policy policy) {
    return policy.bounds().maxShards();
  }

  private void lookTwice() {
    policies.look();
    policies.look();
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(directory.resolve(file), text);
  }

  private static String policy(String name, String cluster, int most) {
    return PolicyFileTest.SMALLEST
        .replace("small", name)
        .replace("sessions", cluster)
        .replace("maxShards: 9", "maxShards: " + most);
  }

  private static String shown(Change change) {
    return switch (change) {
      case Change.Loaded loaded -> "loaded " + loaded.file() + " " + shown(loaded.policy());
      case Change.Removed removed -> "removed " + removed.file() + " " + shown(removed.policy());
      case Change.Rejected rejected ->
          "rejected " + rejected.file() + ":" + rejected.line() + " " + rejected.problem();
    };
  }

  private static String shown(Policy policy) {
    return policy.name() + " " + policy.bounds().maxShards();
  }
}
