package dev.slotwright.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.SettingsJournal;
import dev.slotwright.control.SettingsJournal.Change;
import dev.slotwright.world.kubernetes.KubernetesApi;
import dev.slotwright.world.process.Loopback;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConfigMapSettingsJournalTest {
  private static final NodeId ONE = new NodeId("1".repeat(40));
  private static final NodeId TWO = new NodeId("2".repeat(40));
  private static final List<Change> CHANGES = List.of(new Change("rdbcompression", "yes", "no"));

  private final Loopback loopback = new Loopback();
  private KubernetesApi api;

  @BeforeEach
  void start() {
    api = KubernetesApi.start(loopback);
  }

  @AfterEach
  void stop() {
    api.close();
    loopback.close();
  }

  @Test
  void whatIsWrittenIsThereForTheNextController() {
    assertThat(journal().read()).isEmpty();
    journal().put(Map.of(ONE, CHANGES));
    SettingsJournal next = journal();
    next.put(Map.of(TWO, CHANGES));
    assertThat(journal().read()).isEqualTo(Map.of(ONE, CHANGES, TWO, CHANGES));
    next.put(Map.of(ONE, List.of()));
    assertThat(journal().read()).isEqualTo(Map.of(TWO, CHANGES));
  }

  @Test
  void aControllerThatIsNotInChargeAnyMoreErasesNothing() {
    SettingsJournal before = journal();
    before.put(Map.of(ONE, CHANGES));
    SettingsJournal successor = journal();
    successor.put(Map.of(ONE, List.of()));
    successor.put(Map.of(ONE, CHANGES));

    assertThatThrownBy(() -> before.put(Map.of(ONE, List.of())))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("slotwright-settings-sessions");

    assertThat(journal().read()).isEqualTo(Map.of(ONE, CHANGES));
  }

  @Test
  void whatIsNotOursIsNamedAndNotGuessedAt() {
    new ConfigMapStateStore(calls(), api.namespace(), "sessions", ConfigMapStateStore.SETTINGS)
        .save("{\"schema\":2}", java.util.Optional.empty());
    assertThatThrownBy(() -> journal().read())
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("slotwright-settings-sessions")
        .hasMessageContaining("schema");
  }

  private SettingsJournal journal() {
    return new ConfigMapSettingsJournal(
        new ConfigMapStateStore(
            calls(), api.namespace(), "sessions", ConfigMapStateStore.SETTINGS));
  }

  private Api calls() {
    return new Api(api.client(), new ApiStatus());
  }
}
