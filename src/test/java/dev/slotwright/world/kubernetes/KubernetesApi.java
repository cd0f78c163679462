package dev.slotwright.world.kubernetes;

import dev.slotwright.world.process.Loopback;
import dev.slotwright.world.process.QuietLogs;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.mockwebserver.MockWebServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiPredicate;

/**
 * The Kubernetes API of a world: in memory, or the real API server that {@link #KUBECONFIG} names,
 * with a namespace of the world's own that is deleted at the end. Never the user's own KUBECONFIG.
 */
public final class KubernetesApi implements AutoCloseable {
  /** Environment variable with the kubeconfig of a real API server for tests. */
  public static final String KUBECONFIG = "SLOTWRIGHT_TEST_KUBECONFIG";

  private static final String IN_MEMORY_NAMESPACE = "slotwright";

  private final String namespace;
  private final Path kubeconfig;
  private final String address;
  private final int port;
  private final ApiDispatcher dispatcher = new ApiDispatcher();
  private final KubernetesClient client;
  private MockWebServer server;

  /** The real API server where {@link #KUBECONFIG} is set, else one in memory. */
  public static KubernetesApi start(Loopback loopback) {
    String named = System.getenv(KUBECONFIG);
    return named == null || named.isBlank() ? inMemory(loopback) : real(Path.of(named));
  }

  public static KubernetesApi inMemory(Loopback loopback) {
    return new KubernetesApi(loopback.hub(), loopback.hubPort(8001));
  }

  public static KubernetesApi real(Path kubeconfig) {
    return new KubernetesApi(kubeconfig);
  }

  private KubernetesApi(String address, int port) {
    QuietLogs.of("io.fabric8.mockwebserver");
    this.namespace = IN_MEMORY_NAMESPACE;
    this.kubeconfig = null;
    this.address = address;
    this.port = port;
    serve();
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(url())
            .withNamespace(namespace)
            .withHttp2Disable(true)
            .build();
    this.client = new KubernetesClientBuilder().withConfig(config).build();
  }

  private KubernetesApi(Path kubeconfig) {
    this.namespace = "slotwright-" + UUID.randomUUID().toString().substring(0, 8);
    this.kubeconfig = kubeconfig.toAbsolutePath();
    this.address = null;
    this.port = 0;
    Config config = Config.fromKubeconfig(kubeconfig.toFile());
    config.setNamespace(namespace);
    this.client = new KubernetesClientBuilder().withConfig(config).build();
    client
        .namespaces()
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
  }

  /** Whether a real API server with its controllers answers, not the one in memory. */
  public boolean isReal() {
    return kubeconfig != null;
  }

  public String namespace() {
    return namespace;
  }

  public KubernetesClient client() {
    return client;
  }

  public String url() {
    return isReal() ? client.getMasterUrl().toString() : "http://" + address + ":" + port + "/";
  }

  /** Environment for a child process that is a client of this API. */
  public Map<String, String> environment() {
    return isReal() ? Map.of("KUBECONFIG", kubeconfig.toString()) : Map.of();
  }

  /** System properties ({@code -D...}) for a child process that is a client of this API. */
  public List<String> properties() {
    String ownNamespace = "-Dquarkus.kubernetes-client.namespace=" + namespace;
    return isReal()
        ? List.of(ownNamespace)
        : List.of(
            ownNamespace,
            "-Dquarkus.kubernetes-client.api-server-url=" + url(),
            "-Dkubernetes.auth.tryKubeConfig=false",
            "-Dkubernetes.auth.tryServiceAccount=false");
  }

  /** An outage: closes the port and every watch; what is stored stays. In memory only. */
  public void stop() {
    requireInMemory();
    server.shutdown();
  }

  /** Ends {@link #stop()}. */
  public void resume() {
    requireInMemory();
    serve();
  }

  /** Answers 403 to requests whose method and path match. In memory only. */
  public void forbid(BiPredicate<String, String> request) {
    requireInMemory();
    dispatcher.forbid(request);
  }

  /** Ends every {@link #forbid}. */
  public void allowAll() {
    dispatcher.allowAll();
  }

  @Override
  public void close() {
    if (isReal()) {
      // The namespace first, so that nothing new is made in it; then the pods at once, because no
      // kubelet is left to end them.
      client.namespaces().withName(namespace).delete();
      client.apps().statefulSets().inNamespace(namespace).delete();
      client.pods().inNamespace(namespace).withGracePeriod(0).delete();
    }
    client.close();
    if (server != null) {
      server.shutdown();
    }
  }

  private void requireInMemory() {
    if (isReal()) {
      throw new IllegalStateException("only the API in memory can be stopped or made to refuse");
    }
  }

  private void serve() {
    server = new MockWebServer();
    server.setDispatcher(dispatcher);
    try {
      server.start(InetAddress.getByName(address), port);
    } catch (IOException e) {
      throw new UncheckedIOException("the Kubernetes API cannot listen at " + address, e);
    }
  }
}
