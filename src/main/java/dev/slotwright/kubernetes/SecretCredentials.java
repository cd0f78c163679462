package dev.slotwright.kubernetes;

import dev.slotwright.control.Credentials;
import dev.slotwright.control.RefusedException;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** Credentials of one cluster from a Secret: {@code password} and, optionally, {@code username}. */
final class SecretCredentials {
  private final Api api;
  private final String namespace;
  private final Optional<String> secret;

  /**
   * @param secret its name; empty for a cluster without a password
   */
  SecretCredentials(Api api, String namespace, Optional<String> secret) {
    this.api = api;
    this.namespace = namespace;
    this.secret = secret;
  }

  /** As the Secret is now; call again after a login was rejected. */
  Credentials read() {
    return secret.map(this::read).orElse(Credentials.NONE);
  }

  private Credentials read(String name) {
    Secret found =
        api.call(
            "get",
            "secrets",
            namespace,
            client -> client.secrets().inNamespace(namespace).withName(name).get());
    String place = "Secret " + name + " in namespace " + namespace;
    if (found == null) {
      throw new RefusedException(
          place + " does not exist: create it with the key password, or correct credentialsSecret");
    }
    Map<String, String> data = found.getData() == null ? Map.of() : found.getData();
    if (data.get("password") == null) {
      throw new RefusedException(place + " has no key password: it has " + data.keySet());
    }
    return new Credentials(
        value(data, "username", place).filter(user -> !user.isBlank()),
        value(data, "password", place));
  }

  private static Optional<String> value(Map<String, String> data, String key, String place) {
    try {
      return Optional.ofNullable(data.get(key))
          .map(text -> new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8))
          .map(SecretCredentials::withoutLineEnd);
    } catch (IllegalArgumentException e) {
      throw new RefusedException("key " + key + " of " + place + " is not base64", e);
    }
  }

  /** {@code echo secret | base64} leaves one behind; no password has it on purpose. */
  private static String withoutLineEnd(String text) {
    return text.replaceAll("[\\r\\n]+$", "");
  }
}
