package dev.slotwright.world;

import dev.slotwright.world.kafka.KafkaBroker;
import dev.slotwright.world.kubernetes.Kubelet;
import dev.slotwright.world.kubernetes.KubernetesApi;
import dev.slotwright.world.kubernetes.StatefulSets;
import dev.slotwright.world.process.Loopback;
import dev.slotwright.world.process.WorldDirectory;
import dev.slotwright.world.program.Collector;
import dev.slotwright.world.program.Controller;
import dev.slotwright.world.redis.RedisBinary;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A whole installation on this machine: broker, Kubernetes API, kubelet, the StatefulSet with its
 * Redis pods, a policy directory; and controllers and a collector as child processes of the
 * packaged program, which the caller starts. Nothing outlives {@link #close()} or this JVM.
 */
public final class LocalWorld implements AutoCloseable {
  private static final int HTTP = 8080;

  private final Settings settings;
  private final WorldDirectory directory = new WorldDirectory("world");
  private final Loopback loopback = new Loopback();
  private final List<AutoCloseable> programs = new ArrayList<>();
  private final StatefulSets redis;
  private KafkaBroker broker;
  private KubernetesApi api;
  private Kubelet kubelet;
  private int controllers;

  /**
   * What a world is made of.
   *
   * @param preStop whether pods that are to end wait in the chart's preStop hook
   * @param podStartDelay between a pod being bound and its process
   * @param controllerProperties further {@code -D} settings of every controller
   */
  public record Settings(
      String cluster,
      RedisBinary binary,
      int pods,
      int nodeTimeoutMillis,
      String maxmemory,
      boolean appendonly,
      boolean preStop,
      Duration podStartDelay,
      List<String> controllerProperties) {}

  /** A world to be described further and started. */
  public static LocalWorldBuilder named(String cluster) {
    return new LocalWorldBuilder(cluster);
  }

  /** Starts broker, API, kubelet and pods side by side; returns when the broker serves. */
  static LocalWorld start(Settings settings) {
    LocalWorld world = new LocalWorld(settings);
    try {
      world.open();
      return world;
    } catch (RuntimeException e) {
      world.close();
      throw e;
    }
  }

  private LocalWorld(Settings settings) {
    this.settings = settings;
    StatefulSets plain =
        StatefulSets.redis(settings.cluster(), loopback.redisPort())
            .withReplicas(settings.pods())
            .withNodeTimeoutMillis(settings.nodeTimeoutMillis())
            .withMaxmemory(settings.maxmemory());
    StatefulSets kept = settings.appendonly() ? plain.withAppendonly() : plain;
    this.redis = settings.preStop() ? kept.withPreStop() : kept;
  }

  private void open() {
    broker = new KafkaBroker(loopback, directory.create("kafka"));
    broker.launch();
    api = KubernetesApi.start(loopback);
    kubelet = new Kubelet(api, settings.binary(), loopback, directory);
    kubelet.setPodStartDelay(settings.podStartDelay());
    redis.create(api.client());
    directory.create("policies");
    write("password", redis.password());
    broker.awaitServing(Duration.ofSeconds(60));
  }

  public String cluster() {
    return settings.cluster();
  }

  public StatefulSets redis() {
    return redis;
  }

  public KafkaBroker broker() {
    return broker;
  }

  public KubernetesApi api() {
    return api;
  }

  public KubernetesClient kubernetes() {
    return api.client();
  }

  public Kubelet kubelet() {
    return kubelet;
  }

  /** Where everything of this world is: logs, data, policies. Deleted at the end. */
  public Path directory() {
    return directory.path();
  }

  /** Leaves {@link #directory()} behind, for a look afterwards. */
  public void keepDirectory() {
    directory.keep();
  }

  public Path policies() {
    return directory.path().resolve("policies");
  }

  /** Writes or replaces a policy file, at once as a whole. */
  public Path policy(String file, String yaml) {
    Path fresh = write("policy.new", yaml);
    try {
      return Files.move(
          fresh,
          policies().resolve(file),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** File with the password of the cluster's nodes. */
  public Path passwordFile() {
    return directory.path().resolve("password");
  }

  /** {@code address:port} of every pod that has an address now, in the order of the ordinals. */
  public List<String> seeds() {
    return kubelet.pods(cluster()).stream()
        .filter(pod -> pod.getStatus() != null && pod.getStatus().getPodIP() != null)
        .sorted(Comparator.comparingInt(LocalWorld::ordinal))
        .map(pod -> pod.getStatus().getPodIP() + ":" + redis.port())
        .toList();
  }

  /** Name of the pod with this ordinal. */
  public String pod(int ordinal) {
    return cluster() + "-" + ordinal;
  }

  /** Starts one more controller; {@code controller().awaitReady(...)} waits for it. */
  public Controller controller() {
    String name = "controller-" + controllers++;
    Controller controller =
        new Controller(
            name,
            new Controller.Settings(
                broker.bootstrapServers(),
                policies(),
                api.properties(),
                api.environment(),
                settings.controllerProperties()),
            loopback.hub(),
            loopback.hubPort(HTTP + 10 * controllers),
            directory.path().resolve(name + ".log"));
    programs.add(controller);
    controller.start();
    return controller;
  }

  /** Starts the collector with the pods that are ready as its seeds, a sample a second. */
  public Collector collector() {
    Collector collector =
        new Collector(
            new Collector.Settings(
                cluster(),
                seeds(),
                passwordFile(),
                Duration.ofSeconds(1),
                broker.bootstrapServers()),
            directory.path().resolve("collector.log"));
    programs.add(collector);
    collector.start();
    return collector;
  }

  /** Ends everything, also what {@link #open()} had started before it failed. */
  @Override
  public void close() {
    List<AutoCloseable> all = new ArrayList<>(programs);
    all.add(kubelet);
    all.add(api);
    all.add(broker);
    all.add(loopback);
    all.add(directory);
    RuntimeException first = null;
    for (AutoCloseable each : all) {
      try {
        if (each != null) {
          each.close();
        }
      } catch (Exception e) {
        IllegalStateException failure = new IllegalStateException("the world does not end", e);
        if (first == null) {
          first = failure;
        } else {
          first.addSuppressed(failure);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private static int ordinal(Pod pod) {
    String name = pod.getMetadata().getName();
    return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
  }

  private Path write(String file, String text) {
    try {
      return Files.writeString(directory.path().resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
