package dev.slotwright.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slotwright.config.PolicyFile;
import dev.slotwright.policy.ClusterRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values for StatefulSets that were there already: nothing of Redis is rendered. */
class ExamplesTest {
  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(Rendering.CHART.resolve("examples"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void looksAfterTheSetAndRendersNothingOfRedis(Path example) throws IOException {
    Rendering chart = Rendering.on("1.34.0", Files.readString(example));
    JsonNode file = chart.one("ConfigMap", Rendering.RELEASE + "-policies").path("data");
    ClusterRef cluster = policy(file.properties().iterator().next().getValue().asText());
    String set = cluster.namespace() + "/" + cluster.statefulSet();

    assertThat(chart.objects().stream().map(object -> object.path("kind").asText()))
        .doesNotContain("StatefulSet", "Secret")
        .contains("ValidatingAdmissionPolicy");
    assertThat(chart.all("Service")).hasSize(1);
    assertThat(chart.all("ValidatingAdmissionPolicy").toString()).contains("\\\"" + set + "\\\"");
    assertThat(chart.all("Role").toString())
        .contains("\"resourceNames\":[\"" + cluster.credentialsSecret().orElseThrow() + "\"]");
    assertThat(chart.collector().toString())
        .contains(cluster.name(), cluster.credentialsSecret().orElseThrow());
  }

  private static ClusterRef policy(String text) {
    PolicyFile.Reading reading =
        new PolicyFile().read("example.yaml", text.getBytes(StandardCharsets.UTF_8));
    assertThat(reading).isInstanceOf(PolicyFile.Reading.Valid.class);
    return ((PolicyFile.Reading.Valid) reading).policy().cluster();
  }
}
