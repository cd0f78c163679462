package dev.slotwright.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Helm says after an installation. */
class NotesTest {
  @TempDir private Path directory;

  @Test
  void sayWhatToDoNext() throws IOException {
    assertThat(notes("1.34.0", ""))
        .contains(
            "Wait until the cluster is formed",
            "helm test scaler -n shop --logs",
            "get secret redis-cluster -o jsonpath='{.data.password}'",
            "port-forward svc/scaler 8080:80",
            "topic slotwright.events on kafka:9092",
            "ConfigMap scaler-policies",
            "until api.tokenSecret names a Secret")
        .doesNotContain("ValidatingAdmissionPolicy", "No collector");
  }

  @Test
  void nameWhatIsMissing() throws IOException {
    assertThat(notes("1.27.0", "")).contains("no ValidatingAdmissionPolicy (1.30)");
    assertThat(notes("1.34.0", "redis: {enabled: false}\napi: {tokenSecret: token}"))
        .contains("No collector is installed: set collector.cluster and collector.seeds")
        .contains("before a policy is set to Enforce")
        .doesNotContain("Wait until", "password", "until api.tokenSecret");
    assertThat(notes("1.34.0", "redis: {tls: {enabled: true, existingSecret: certificates}}"))
        .contains("a node's certificate names the address that it announces");
  }

  private String notes(String kubernetes, String values) throws IOException {
    Path file = directory.resolve("values.yaml");
    Files.writeString(file, values);
    String output =
        new Helm(Rendering.CHART)
            .install()
            .clientOnly()
            .dryRun()
            .withName(Rendering.RELEASE)
            .withNamespace(Rendering.NAMESPACE)
            .withKubeVersion(kubernetes)
            .withValuesFile(file)
            .call()
            .getOutput();
    return output.substring(output.indexOf("NOTES:"));
  }
}
