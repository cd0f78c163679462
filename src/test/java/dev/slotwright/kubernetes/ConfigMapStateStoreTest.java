package dev.slotwright.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slotwright.control.Credentials;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.StateStore.Stored;
import dev.slotwright.world.kubernetes.KubernetesApi;
import dev.slotwright.world.process.Loopback;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConfigMapStateStoreTest {
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
  void keepsWhatWasSaved() {
    ConfigMapStateStore store = store();
    assertThat(store.load()).isEmpty();

    String first = store.save("{\"a\":1}", Optional.empty());
    String second = store.save("{\"a\":2}", Optional.of(first));

    assertThat(store().load()).contains(new Stored("{\"a\":2}", second));
    assertThat(
            api.client()
                .configMaps()
                .inNamespace(api.namespace())
                .withLabel("slotwright.dev/cluster", "sessions")
                .list()
                .getItems())
        .hasSize(1);
  }

  @Test
  void refusesAWriteOverSomebodyElses() {
    ConfigMapStateStore one = store();
    ConfigMapStateStore other = store();
    String version = one.save("{}", Optional.empty());
    other.save("{\"by\":\"other\"}", Optional.of(version));

    assertThatThrownBy(() -> one.save("{\"by\":\"one\"}", Optional.of(version)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("ConfigMap slotwright-state-sessions")
        .hasMessageContaining("not in charge");
    assertThatThrownBy(() -> one.save("{}", Optional.empty())).isInstanceOf(RefusedException.class);
    assertThat(one.load().orElseThrow().text()).contains("other");
  }

  @Test
  void refusesToRecreateADeletedRecord() {
    String version = store().save("{}", Optional.empty());
    api.client()
        .configMaps()
        .inNamespace(api.namespace())
        .withName("slotwright-state-sessions")
        .delete();

    assertThatThrownBy(() -> store().save("{}", Optional.of(version)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("deleted by somebody else");
  }

  @Test
  void refusesARecordThatIsTooLarge() {
    assertThatThrownBy(
            () -> store().save("x".repeat(ConfigMapStateStore.MAX_BYTES + 1), Optional.empty()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("921601 bytes, the limit is 921600");
  }

  @Test
  void readsCredentialsAsTheyAreNow() {
    SecretCredentials credentials =
        new SecretCredentials(calls(), api.namespace(), Optional.of("redis-auth"));
    assertThatThrownBy(credentials::read)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("Secret redis-auth");

    secret(Map.of("password", "one"));
    assertThat(credentials.read()).isEqualTo(new Credentials(Optional.empty(), Optional.of("one")));

    secret(Map.of("password", "two\n", "username", "scaler"));
    assertThat(credentials.read())
        .isEqualTo(new Credentials(Optional.of("scaler"), Optional.of("two")));

    secret(Map.of("pass", "three"));
    assertThatThrownBy(credentials::read)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("no key password")
        .hasMessageNotContaining("three");
    assertThat(new SecretCredentials(calls(), api.namespace(), Optional.empty()).read())
        .isEqualTo(Credentials.NONE);
  }

  private void secret(Map<String, String> values) {
    var secrets = api.client().secrets().inNamespace(api.namespace());
    secrets.withName("redis-auth").delete();
    Map<String, String> encoded = new java.util.HashMap<>();
    values.forEach(
        (key, value) ->
            encoded.put(key, java.util.Base64.getEncoder().encodeToString(value.getBytes())));
    secrets
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("redis-auth")
                .endMetadata()
                .withData(encoded)
                .build())
        .create();
  }

  private Api calls() {
    return new Api(api.client(), new ApiStatus());
  }

  private ConfigMapStateStore store() {
    return new ConfigMapStateStore(calls(), api.namespace(), "sessions", ConfigMapStateStore.STATE);
  }
}
