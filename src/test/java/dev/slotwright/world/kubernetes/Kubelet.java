package dev.slotwright.world.kubernetes;

import dev.slotwright.world.process.Loopback;
import dev.slotwright.world.process.WorldDirectory;
import dev.slotwright.world.redis.RedisBinary;
import dev.slotwright.world.redis.RedisProcess;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Stands in for the kubelets of a namespace: runs every bound pod as a server process with a
 * loopback address of its own, a directory for its claim, and a readiness of "answers and has
 * loaded". Where the API is in memory it plays the control plane too. It looks at the API five
 * times a second and goes on through an outage of it.
 */
public final class Kubelet implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final int HOSTS = 3;
  private static final int CONFLICT = 409;
  private static final System.Logger LOG = System.getLogger(Kubelet.class.getName());

  private final KubernetesClient client;
  private final String namespace;
  private final RedisBinary binary;
  private final Loopback loopback;
  private final WorldDirectory directory;
  private final Optional<StatefulSetController> controller;
  private final Map<String, RunningPod> running = new ConcurrentHashMap<>();
  private final Map<String, String> uidsByName = new ConcurrentHashMap<>();
  private final Set<String> volumes = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private volatile Duration podStartDelay = Duration.ZERO;

  public Kubelet(
      KubernetesApi api, RedisBinary binary, Loopback loopback, WorldDirectory directory) {
    this.client = api.client();
    this.namespace = api.namespace();
    this.binary = binary;
    this.loopback = loopback;
    this.directory = directory;
    Hosts hosts = new Hosts(HOSTS);
    hosts.register(client);
    this.controller =
        api.isReal()
            ? Optional.empty()
            : Optional.of(new StatefulSetController(client, namespace, hosts));
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("kubelet").factory());
    clock.scheduleWithFixedDelay(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** From now on pods wait this long between being bound and the start of their process. */
  public void setPodStartDelay(Duration delay) {
    podStartDelay = delay;
  }

  /** The pod's process; its address is the pod's. */
  public RedisProcess process(String pod) {
    return running(pod).process();
  }

  /** SIGKILL to the pod's process; the container is started again at the same address. */
  public void killPod(String pod) {
    process(pod).kill();
  }

  /** SIGSTOP to the pod's process; the pod becomes not ready. */
  public void freezePod(String pod) {
    process(pod).freeze();
  }

  /** SIGCONT to the pod's process. */
  public void thawPod(String pod) {
    process(pod).thaw();
  }

  /** Deletes the pod in order; its StatefulSet makes it again, at another address. */
  public void deletePod(String pod) {
    client.pods().inNamespace(namespace).withName(pod).delete();
  }

  /** The same with another grace period than the pod's own. */
  public void deletePod(String pod, Duration grace) {
    client.pods().inNamespace(namespace).withName(pod).withGracePeriod(grace.toSeconds()).delete();
  }

  /** Deletes the pod as if its host were lost: the process is killed, nothing is said before. */
  public void losePod(String pod) {
    process(pod).kill();
    client.pods().inNamespace(namespace).withName(pod).withGracePeriod(0).delete();
  }

  /** Waits until exactly the pods NAME-0 to NAME-(count - 1) are there and ready. */
  public void awaitReady(String name, int count, Duration limit) {
    try {
      Awaitility.await()
          .atMost(limit)
          .pollInterval(Duration.ofMillis(100))
          .until(
              () -> {
                List<Pod> pods = pods(name);
                return pods.size() == count
                    && pods.stream().allMatch(pod -> PodStatuses.isReady(pod) && isKnown(pod));
              });
    } catch (ConditionTimeoutException e) {
      throw new IllegalStateException(
          name + " has not " + count + " ready pods within " + limit + ":\n" + describe(name), e);
    }
  }

  /** Every pod with its state and the end of its server's log, for messages. */
  public String describe(String name) {
    return pods(name).stream()
        .map(
            pod ->
                pod.getMetadata().getName()
                    + (PodStatuses.isReady(pod) ? " ready" : " not ready")
                    + (pod.isMarkedForDeletion() ? " terminating " : " ")
                    + Optional.ofNullable(running.get(pod.getMetadata().getUid()))
                        .map(RunningPod::describe)
                        .orElse("is not run here"))
        .collect(Collectors.joining("\n"));
  }

  /** Pods of a StatefulSet as the API has them now, terminating ones included. */
  public List<Pod> pods(String name) {
    return client.pods().inNamespace(namespace).list().getItems().stream()
        .filter(pod -> pod.getMetadata().getName().matches(name + "-\\d+"))
        .toList();
  }

  @Override
  public void close() {
    clock.shutdownNow();
    try {
      clock.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    running.values().forEach(RunningPod::kill);
    workers.shutdownNow();
  }

  private boolean isKnown(Pod pod) {
    return pod.getMetadata().getUid().equals(uidsByName.get(pod.getMetadata().getName()));
  }

  private RunningPod running(String pod) {
    return Optional.ofNullable(uidsByName.get(pod))
        .map(running::get)
        .orElseThrow(() -> new IllegalArgumentException("no pod " + pod + " runs"));
  }

  private void look() {
    try {
      controller.ifPresent(StatefulSetController::reconcile);
      Map<String, Pod> bound =
          client.pods().inNamespace(namespace).list().getItems().stream()
              .filter(pod -> pod.getSpec().getNodeName() != null)
              .collect(Collectors.toMap(pod -> pod.getMetadata().getUid(), pod -> pod));
      Map<String, String> claims = new HashMap<>();
      for (PersistentVolumeClaim claim :
          client.persistentVolumeClaims().inNamespace(namespace).list().getItems()) {
        claims.put(claim.getMetadata().getName(), claim.getMetadata().getUid());
      }
      endRemoved(bound.keySet());
      bound.values().forEach(pod -> keep(pod, claims));
      deleteVolumes(claims);
    } catch (RuntimeException e) {
      if (e instanceof KubernetesClientException refused && refused.getCode() == CONFLICT) {
        return; // Somebody else wrote in between; the next round reads what.
      }
      LOG.log(System.Logger.Level.WARNING, "kubelet round failed, next one follows", e);
    }
  }

  private void endRemoved(Set<String> bound) {
    running
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !bound.contains(entry.getKey());
              if (gone) {
                entry.getValue().kill();
                uidsByName.values().remove(entry.getKey());
              }
              return gone;
            });
  }

  private void keep(Pod pod, Map<String, String> claims) {
    String uid = pod.getMetadata().getUid();
    String name = pod.getMetadata().getName();
    RunningPod here = running.computeIfAbsent(uid, id -> adopt(name, id));
    if (pod.isMarkedForDeletion()) {
      here.terminate(
          workers,
          Instant.parse(pod.getMetadata().getDeletionTimestamp()),
          () -> remove(name, uid));
      return;
    }
    volume(pod, claims)
        .ifPresent(
            data -> {
              here.keepRunning(pod, binary, data, client, Instant.now());
              here.probe(workers);
              report(pod, here);
            });
  }

  /** By now a pod of this name may be another. */
  private void remove(String name, String uid) {
    Pod ended = client.pods().inNamespace(namespace).withName(name).get();
    if (ended != null && ended.getMetadata().getUid().equals(uid)) {
      client.pods().inNamespace(namespace).withName(name).withGracePeriod(0).delete();
    }
  }

  private RunningPod adopt(String name, String uid) {
    uidsByName.put(name, uid);
    String address = loopback.nextAddress();
    return new RunningPod(
        address,
        directory.create("pods/" + name + "-" + address),
        Instant.now().plus(podStartDelay));
  }

  /** The directory of the pod's claim; empty while the claim is not there. */
  private Optional<Path> volume(Pod pod, Map<String, String> claims) {
    Optional<String> claim =
        pod.getSpec().getVolumes().stream()
            .filter(volume -> volume.getPersistentVolumeClaim() != null)
            .map(volume -> volume.getPersistentVolumeClaim().getClaimName())
            .findFirst();
    if (claim.isEmpty()) {
      return Optional.of(directory.create("pods/" + pod.getMetadata().getUid() + "/data"));
    }
    return Optional.ofNullable(claims.get(claim.get()))
        .map(
            uid -> {
              volumes.add(uid);
              return directory.create("volumes/" + uid);
            });
  }

  private void deleteVolumes(Map<String, String> claims) {
    for (String uid : Set.copyOf(volumes)) {
      if (!claims.containsValue(uid)) {
        directory.delete("volumes/" + uid);
        volumes.remove(uid);
      }
    }
  }

  private void report(Pod pod, RunningPod here) {
    boolean same =
        PodStatuses.hasAddress(pod, here.address())
            && PodStatuses.isReady(pod) == here.isReady()
            && PodStatuses.restarts(pod) == here.restarts();
    if (here.isStarted() && !same) {
      HasMetadata reported =
          PodStatuses.running(pod, here.address(), here.isReady(), here.restarts());
      client.resource(reported).inNamespace(namespace).updateStatus();
    }
  }
}
