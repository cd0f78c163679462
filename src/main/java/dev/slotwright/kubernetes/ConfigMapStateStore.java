package dev.slotwright.kubernetes;

import dev.slotwright.control.RefusedException;
import dev.slotwright.control.StateStore;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A record of one cluster in a ConfigMap, each write bound to the resourceVersion that was read. A
 * write carries a name of its own, so that a reply that was lost and whose request was repeated is
 * told apart from a write of somebody else.
 */
final class ConfigMapStateStore implements StateStore {
  /** etcd takes 1.5 MiB and the API server 1 MiB for a ConfigMap; names and labels need room. */
  static final int MAX_BYTES = 900 * 1024;

  static final String STATE = "state";
  static final String SETTINGS = "settings";
  static final String CLUSTER_LABEL = "slotwright.dev/cluster";
  static final String WRITE_ANNOTATION = "slotwright.dev/write";
  private static final String RESOURCE = "configmaps";

  private final Api api;
  private final String namespace;
  private final String cluster;
  private final String what;
  private final String name;

  /**
   * @param namespace where the record is kept
   * @param cluster its name in the policy, a DNS label
   * @param what the record is of, a part of the ConfigMap's name
   */
  ConfigMapStateStore(Api api, String namespace, String cluster, String what) {
    this.api = api;
    this.namespace = namespace;
    this.cluster = cluster;
    this.what = what;
    this.name = "slotwright-" + what + "-" + cluster;
  }

  @Override
  public Optional<Stored> load() {
    return read().map(map -> new Stored(text(map), map.getMetadata().getResourceVersion()));
  }

  @Override
  public String save(String text, Optional<String> version) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw new RefusedException(
          "the %s record of cluster %s has %d bytes, the limit is %d: see which part grew in %s"
              .formatted(what, cluster, bytes, MAX_BYTES, place()));
    }
    String write = UUID.randomUUID().toString();
    ConfigMap map = record(text, version, write);
    try {
      return version.isPresent() ? replace(map) : create(map);
    } catch (Api.ConflictException e) {
      return ownWrite(write).orElseThrow(() -> refused("was written by somebody else", e));
    } catch (Api.MissingException e) {
      throw refused("was deleted by somebody else, or namespace " + namespace + " is not there", e);
    }
  }

  private RefusedException refused(String what, RuntimeException cause) {
    return new RefusedException(
        place() + " " + what + " since it was read: this controller is not in charge", cause);
  }

  private Optional<String> ownWrite(String write) {
    return read()
        .map(ConfigMap::getMetadata)
        .filter(
            metadata ->
                metadata.getAnnotations() != null
                    && write.equals(metadata.getAnnotations().get(WRITE_ANNOTATION)))
        .map(metadata -> metadata.getResourceVersion());
  }

  private Optional<ConfigMap> read() {
    return Optional.ofNullable(
        api.call(
            "get",
            RESOURCE,
            namespace,
            client -> client.configMaps().inNamespace(namespace).withName(name).get()));
  }

  private String create(ConfigMap map) {
    return api.call(
            "create",
            RESOURCE,
            namespace,
            client -> client.configMaps().inNamespace(namespace).resource(map).create())
        .getMetadata()
        .getResourceVersion();
  }

  private String replace(ConfigMap map) {
    return api.call(
            "update",
            RESOURCE,
            namespace,
            client -> client.configMaps().inNamespace(namespace).resource(map).update())
        .getMetadata()
        .getResourceVersion();
  }

  private ConfigMap record(String text, Optional<String> version, String write) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .withLabels(Map.of(CLUSTER_LABEL, cluster, "app.kubernetes.io/managed-by", "slotwright"))
        .withAnnotations(Map.of(WRITE_ANNOTATION, write))
        .withResourceVersion(version.orElse(null))
        .endMetadata()
        .withData(Map.of(key(), text))
        .build();
  }

  private String text(ConfigMap map) {
    if (map.getData() == null || map.getData().get(key()) == null) {
      throw new RefusedException(
          place()
              + " has no key "
              + key()
              + ": restore it, or delete the ConfigMap to start afresh");
    }
    return map.getData().get(key());
  }

  private String key() {
    return what + ".json";
  }

  private String place() {
    return "ConfigMap " + name + " in namespace " + namespace;
  }

  /** Where the record is, for messages. */
  @Override
  public String toString() {
    return place();
  }
}
