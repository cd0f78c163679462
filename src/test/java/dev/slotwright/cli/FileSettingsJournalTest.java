package dev.slotwright.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.SettingsJournal.Change;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSettingsJournalTest {
  private static final NodeId ONE = new NodeId("1".repeat(40));
  private static final NodeId TWO = new NodeId("2".repeat(40));
  private static final List<Change> CHANGES =
      List.of(new Change("rdbcompression", "yes", "no"), new Change("save", "3600 1 \"x\"", ""));

  @TempDir Path directory;

  @Test
  void whatIsWrittenIsThereForTheNextProcess() {
    journal().put(Map.of(ONE, CHANGES, TWO, CHANGES.subList(0, 1)));
    assertThat(journal().read()).isEqualTo(Map.of(ONE, CHANGES, TWO, CHANGES.subList(0, 1)));
  }

  @Test
  void anEmptyListErasesAndNothingElseIsTouched() throws Exception {
    journal().put(Map.of(ONE, CHANGES, TWO, CHANGES));
    journal().put(Map.of(ONE, List.of()));
    assertThat(journal().read()).isEqualTo(Map.of(TWO, CHANGES));
    journal().put(Map.of(TWO, List.of(), ONE, List.of()));
    assertThat(journal().read()).isEmpty();
    try (var left = Files.list(directory.resolve("state"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aBrokenFileIsNamedAndNotGuessedAt() throws Exception {
    journal().put(Map.of(ONE, CHANGES));
    Path file = directory.resolve("state").resolve(ONE.value() + ".json");
    Files.writeString(file, "{\"schema\":1,\"nod");
    assertThatThrownBy(() -> journal().read())
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void aDirectoryThatCannotBeMadeIsNamed() throws Exception {
    Files.writeString(directory.resolve("state"), "a file");
    assertThatThrownBy(() -> journal().put(Map.of(ONE, CHANGES)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(directory.toString());
  }

  private FileSettingsJournal journal() {
    return new FileSettingsJournal(directory.resolve("state"));
  }
}
