package dev.slotwright.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An API server drops a field that it does not know, or refuses it: there is none. */
class KnownFieldsTest {
  @ParameterizedTest
  @ValueSource(strings = {"1.20.0", "1.27.0", "1.34.0"})
  void everyFieldIsOneOfKubernetes(String version) throws Exception {
    List<String> kinds = new ArrayList<>();
    for (JsonNode object : Rendering.on(version, Rendering.EVERYTHING).objects()) {
      HasMetadata typed = Serialization.unmarshal(object.toString());
      if (typed instanceof GenericKubernetesResource) {
        // Of the Prometheus operator, which may not be there.
        assertThat(object.path("apiVersion").asText()).isEqualTo("monitoring.coreos.com/v1");
        continue;
      }
      kinds.add(typed.getKind());
      assertThat(unknown(typed, typed.getKind())).isEmpty();
    }
    assertThat(kinds)
        .contains("StatefulSet", "Deployment", "NetworkPolicy", "PodDisruptionBudget", "Role");
    assertThat(kinds.contains("ValidatingAdmissionPolicy")).isEqualTo(version.equals("1.34.0"));
  }

  @Test
  void aFieldThatIsNotIsFound() throws Exception {
    HasMetadata typed =
        Serialization.unmarshal(
            Rendering.of("").redis().toString().replace("readinessProbe", "readinesProbe"));

    assertThat(unknown(typed, "StatefulSet"))
        .containsExactly("StatefulSet.spec.template.spec.containers.readinesProbe");
  }

  @Test
  void theHooksAreAsWell(@TempDir Path chart) throws Exception {
    JsonNode pod = Rendering.withHooks(copy(chart), "").one("Pod", Rendering.RELEASE + "-test");

    assertThat(unknown(Serialization.unmarshal(pod.toString()), "Pod")).isEmpty();
  }

  /** The chart without its dashboards, to be changed. */
  static Path copy(Path to) throws Exception {
    try (var files = Files.walk(Rendering.CHART)) {
      for (Path file : files.filter(f -> !f.endsWith("dashboards")).toList()) {
        Path copy = to.resolve(Rendering.CHART.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
    return to;
  }

  /** The client keeps what it does not know in a map of each object. */
  private static List<String> unknown(Object value, String path) throws IllegalAccessException {
    List<String> found = new ArrayList<>();
    if (value instanceof Collection<?> items) {
      for (Object item : items) {
        found.addAll(unknown(item, path));
      }
    } else if (value instanceof KubernetesResource) {
      for (Class<?> type = value.getClass(); type != Object.class; type = type.getSuperclass()) {
        for (Field field : type.getDeclaredFields()) {
          if (Modifier.isStatic(field.getModifiers())) {
            continue;
          }
          field.setAccessible(true);
          Object member = field.get(value);
          if (field.getName().equals("additionalProperties")) {
            ((Map<?, ?>) member).keySet().forEach(key -> found.add(path + "." + key));
          } else {
            found.addAll(unknown(member, path + "." + field.getName()));
          }
        }
      }
    }
    return found;
  }
}
