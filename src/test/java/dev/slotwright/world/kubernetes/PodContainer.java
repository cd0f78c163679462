package dev.slotwright.world.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.ExecAction;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a kubelet makes of a pod's first container: volumes as directories, variables with their
 * values, and the arguments with {@code $(NAME)} replaced and mount paths turned into directories
 * of this machine.
 *
 * @param arguments everything after the name of the server's executable
 * @param preStop command of the preStop hook; empty without one
 */
record PodContainer(
    List<String> arguments, Map<String, String> environment, int port, List<String> preStop) {
  private static final Pattern PATH = Pattern.compile("(?<=\\s)/\\S+");
  private static final Pattern REFERENCE = Pattern.compile("\\$\\((\\w+)\\)");

  /** Reads the API for what the pod refers to. */
  static PodContainer resolve(
      Pod pod, String podIp, Path podDirectory, Path claimDirectory, KubernetesClient client) {
    Container container = pod.getSpec().getContainers().getFirst();
    Map<String, String> environment = new LinkedHashMap<>();
    for (EnvVar variable : container.getEnv()) {
      environment.put(
          variable.getName(),
          variable.getValueFrom() == null
              ? expand(Optional.ofNullable(variable.getValue()).orElse(""), environment)
              : from(variable.getValueFrom(), pod, podIp, client));
    }
    Map<String, Path> mounts = mounts(pod, container, podDirectory, claimDirectory);
    pod.getSpec().getVolumes().forEach(volume -> write(pod, volume, podDirectory, mounts, client));
    List<String> words = new ArrayList<>(container.getCommand());
    words.addAll(container.getArgs());
    if (!words.isEmpty() && words.getFirst().endsWith("-server")) {
      words.removeFirst();
    }
    return new PodContainer(
        words.stream().map(word -> onThisMachine(expand(word, environment), mounts)).toList(),
        Map.copyOf(environment),
        container.getPorts().getFirst().getContainerPort(),
        preStop(container).stream().map(word -> pathsOnThisMachine(word, mounts)).toList());
  }

  /** Unlike in arguments, no variable is replaced here: a shell has to. */
  private static List<String> preStop(Container container) {
    return Optional.ofNullable(container.getLifecycle())
        .map(Lifecycle::getPreStop)
        .map(LifecycleHandler::getExec)
        .map(ExecAction::getCommand)
        .orElse(List.of());
  }

  private static String pathsOnThisMachine(String text, Map<String, Path> mounts) {
    return PATH.matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(onThisMachine(match.group(), mounts)));
  }

  private static String expand(String text, Map<String, String> environment) {
    return REFERENCE
        .matcher(text)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(environment.getOrDefault(match.group(1), match.group())));
  }

  private static String onThisMachine(String word, Map<String, Path> mounts) {
    for (Map.Entry<String, Path> mount : mounts.entrySet()) {
      if ((word + "/").startsWith(mount.getKey())) {
        String inside = word.substring(Math.min(word.length(), mount.getKey().length()));
        return mount.getValue().resolve(inside).toString();
      }
    }
    return word;
  }

  private static String from(EnvVarSource source, Pod pod, String podIp, KubernetesClient client) {
    String namespace = pod.getMetadata().getNamespace();
    if (source.getSecretKeyRef() != null) {
      return secret(client, namespace, source.getSecretKeyRef().getName())
          .get(source.getSecretKeyRef().getKey());
    }
    if (source.getConfigMapKeyRef() != null) {
      return configMap(client, namespace, source.getConfigMapKeyRef().getName())
          .get(source.getConfigMapKeyRef().getKey());
    }
    String field = source.getFieldRef().getFieldPath();
    return switch (field) {
      case "metadata.name" -> pod.getMetadata().getName();
      case "metadata.namespace" -> namespace;
      case "metadata.uid" -> pod.getMetadata().getUid();
      case "spec.nodeName" -> pod.getSpec().getNodeName();
      case "status.podIP" -> podIp;
      default -> throw new IllegalArgumentException("field " + field + " is not known here");
    };
  }

  /** Mount path, with a slash at its end, to the directory of this machine. */
  private static Map<String, Path> mounts(
      Pod pod, Container container, Path podDirectory, Path claimDirectory) {
    Set<String> claims =
        pod.getSpec().getVolumes().stream()
            .filter(volume -> volume.getPersistentVolumeClaim() != null)
            .map(Volume::getName)
            .collect(Collectors.toSet());
    Map<String, Path> mounts = new LinkedHashMap<>();
    for (VolumeMount mount : container.getVolumeMounts()) {
      mounts.put(
          mount.getMountPath().replaceFirst("/*$", "/"),
          claims.contains(mount.getName())
              ? claimDirectory
              : directory(podDirectory, mount.getName()));
    }
    return mounts;
  }

  private static Path directory(Path podDirectory, String volume) {
    return podDirectory.resolve("mounts").resolve(volume);
  }

  /** Writes a volume's files, with the mount paths in them turned into ours. */
  private static void write(
      Pod pod,
      Volume volume,
      Path podDirectory,
      Map<String, Path> mounts,
      KubernetesClient client) {
    String namespace = pod.getMetadata().getNamespace();
    Map<String, String> files;
    if (volume.getConfigMap() != null) {
      files = configMap(client, namespace, volume.getConfigMap().getName());
    } else if (volume.getSecret() != null) {
      files = secret(client, namespace, volume.getSecret().getSecretName());
    } else {
      return;
    }
    Path directory = directory(podDirectory, volume.getName());
    try {
      Files.createDirectories(directory);
      for (Map.Entry<String, String> file : files.entrySet()) {
        Files.writeString(
            directory.resolve(file.getKey()), pathsOnThisMachine(file.getValue(), mounts));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> configMap(
      KubernetesClient client, String namespace, String name) {
    return Optional.ofNullable(client.configMaps().inNamespace(namespace).withName(name).get())
        .orElseThrow(() -> new NoSuchElementException("no ConfigMap " + name))
        .getData();
  }

  private static Map<String, String> secret(
      KubernetesClient client, String namespace, String name) {
    Map<String, String> values = new HashMap<>();
    Optional.ofNullable(client.secrets().inNamespace(namespace).withName(name).get())
        .orElseThrow(() -> new NoSuchElementException("no Secret " + name))
        .getData()
        .forEach(
            (key, value) ->
                values.put(
                    key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
    return values;
  }
}
