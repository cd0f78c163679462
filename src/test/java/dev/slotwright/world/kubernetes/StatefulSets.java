package dev.slotwright.world.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * The Redis deployment as the chart installs it: one StatefulSet with parallel pods, volume claims,
 * a redis.conf, a password, a headless and a client Service. Named after the cluster: ConfigMap
 * {@code NAME-config}, Secret {@code NAME} (key {@code password}), Services {@code NAME-headless}
 * and {@code NAME}.
 *
 * @param port of Redis in every pod; the bus has port + 10000
 * @param maxmemory as redis.conf writes it, such as {@code 64mb}; 0 for no limit
 * @param configuration more lines of redis.conf
 * @param preStop whether pods that are to end wait in the chart's own preStop hook; needs redis-cli
 */
public record StatefulSets(
    String name,
    int replicas,
    int port,
    String password,
    int nodeTimeoutMillis,
    boolean appendonly,
    String maxmemory,
    List<String> configuration,
    boolean preStop) {
  public static final String PASSWORD_KEY = "password";

  private static final String LABEL = "app.kubernetes.io/name";
  private static final String CONF_DIRECTORY = "/usr/local/etc/redis";

  /** Six pods as in the reference deployment, its node timeout of 5 s, nothing on disk. */
  public static StatefulSets redis(String name, int port) {
    return new StatefulSets(name, 6, port, "demo-password", 5000, false, "0", List.of(), false);
  }

  public StatefulSets withReplicas(int count) {
    return new StatefulSets(
        name,
        count,
        port,
        password,
        nodeTimeoutMillis,
        appendonly,
        maxmemory,
        configuration,
        preStop);
  }

  public StatefulSets withPassword(String newPassword) {
    return new StatefulSets(
        name,
        replicas,
        port,
        newPassword,
        nodeTimeoutMillis,
        appendonly,
        maxmemory,
        configuration,
        preStop);
  }

  public StatefulSets withNodeTimeoutMillis(int millis) {
    return new StatefulSets(
        name, replicas, port, password, millis, appendonly, maxmemory, configuration, preStop);
  }

  public StatefulSets withAppendonly() {
    return new StatefulSets(
        name, replicas, port, password, nodeTimeoutMillis, true, maxmemory, configuration, preStop);
  }

  public StatefulSets withMaxmemory(String limit) {
    return new StatefulSets(
        name,
        replicas,
        port,
        password,
        nodeTimeoutMillis,
        appendonly,
        limit,
        configuration,
        preStop);
  }

  public StatefulSets withConfiguration(String... lines) {
    return new StatefulSets(
        name,
        replicas,
        port,
        password,
        nodeTimeoutMillis,
        appendonly,
        maxmemory,
        List.of(lines),
        preStop);
  }

  public StatefulSets withPreStop() {
    return new StatefulSets(
        name,
        replicas,
        port,
        password,
        nodeTimeoutMillis,
        appendonly,
        maxmemory,
        configuration,
        true);
  }

  /** Creates all of it; the StatefulSet last. */
  public StatefulSet create(KubernetesClient client) {
    client
        .configMaps()
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name + "-config")
                .withLabels(labels())
                .endMetadata()
                .withData(
                    preStop
                        ? Map.of("redis.conf", redisConf(), PreStop.SCRIPT, PreStop.script())
                        : Map.of("redis.conf", redisConf()))
                .build())
        .create();
    client
        .secrets()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels())
                .endMetadata()
                .withData(
                    Map.of(
                        PASSWORD_KEY,
                        Base64.getEncoder()
                            .encodeToString(password.getBytes(StandardCharsets.UTF_8))))
                .build())
        .create();
    createService(client, name + "-headless", "None");
    createService(client, name, null);
    return client.apps().statefulSets().resource(statefulSet()).create();
  }

  private Map<String, String> labels() {
    return Map.of(LABEL, name);
  }

  private String redisConf() {
    return String.join(
            "\n",
            "port " + port,
            "cluster-enabled yes",
            "cluster-config-file nodes.conf",
            "cluster-node-timeout " + nodeTimeoutMillis,
            "dir /data/",
            "appendonly " + (appendonly ? "yes" : "no"),
            "save \"\"",
            "protected-mode no",
            "maxmemory " + maxmemory,
            "repl-diskless-sync-delay 0",
            // Redis' default; Valkey's 10 MB would be half of what these small nodes have.
            "repl-backlog-size 1mb",
            String.join("\n", configuration))
        + "\n";
  }

  private void createService(KubernetesClient client, String service, String clusterIp) {
    client
        .services()
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withName(service)
                .withLabels(labels())
                .endMetadata()
                .withNewSpec()
                .withClusterIP(clusterIp)
                .withPublishNotReadyAddresses(clusterIp != null)
                .withSelector(labels())
                .addNewPort()
                .withName("redis")
                .withPort(port)
                .withNewTargetPort("redis")
                .endPort()
                .endSpec()
                .build())
        .create();
  }

  private StatefulSet statefulSet() {
    return new StatefulSetBuilder()
        .withNewMetadata()
        .withName(name)
        .withLabels(labels())
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withServiceName(name + "-headless")
        .withPodManagementPolicy("Parallel")
        .withNewSelector()
        .withMatchLabels(labels())
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(labels())
        .endMetadata()
        .withNewSpec()
        .withTerminationGracePeriodSeconds(20L)
        .withContainers(container())
        .addNewVolume()
        .withName("conf")
        .withNewConfigMap()
        .withName(name + "-config")
        .endConfigMap()
        .endVolume()
        .endSpec()
        .endTemplate()
        .withVolumeClaimTemplates(claim())
        .endSpec()
        .build();
  }

  private Container container() {
    return new ContainerBuilder()
        .withName("redis")
        .withImage("redis:7.0-debian")
        .withCommand("redis-server")
        .withArgs(
            CONF_DIRECTORY + "/redis.conf",
            "--cluster-announce-ip",
            "$(MY_POD_IP)",
            "--requirepass",
            "$(REDIS_PASSWORD)",
            "--masterauth",
            "$(REDIS_PASSWORD)")
        .addNewEnv()
        .withName("MY_POD_IP")
        .withNewValueFrom()
        .withNewFieldRef()
        .withFieldPath("status.podIP")
        .endFieldRef()
        .endValueFrom()
        .endEnv()
        .addNewEnv()
        .withName("REDIS_PASSWORD")
        .withNewValueFrom()
        .withNewSecretKeyRef(PASSWORD_KEY, name, false)
        .endValueFrom()
        .endEnv()
        .addNewPort()
        .withName("redis")
        .withContainerPort(port)
        .endPort()
        .addNewPort()
        .withName("bus")
        .withContainerPort(port + 10_000)
        .endPort()
        .addNewVolumeMount()
        .withName("data")
        .withMountPath("/data")
        .endVolumeMount()
        .addNewVolumeMount()
        .withName("conf")
        .withMountPath(CONF_DIRECTORY)
        .endVolumeMount()
        .withLifecycle(preStop ? PreStop.lifecycle(CONF_DIRECTORY, port) : null)
        .build();
  }

  private PersistentVolumeClaim claim() {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withName("data")
        .endMetadata()
        .withNewSpec()
        .withAccessModes("ReadWriteOnce")
        .withNewResources()
        .withRequests(Map.of("storage", new Quantity("1Gi")))
        .endResources()
        .endSpec()
        .build();
  }
}
