package dev.slotwright.kubernetes;

import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import java.time.Duration;
import java.util.function.Function;

/**
 * The API server, one call at a time. A call is given up after a few seconds and repeated by the
 * client at most once: the loops above repeat with a fresh observation, which is better than
 * repeating an old request for minutes (the client's own default).
 */
final class Api {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int RETRIES = 1;
  private static final int FIRST_RETRY_MILLIS = 100;

  private final KubernetesClient client;
  private final ApiStatus status;

  Api(KubernetesClient client, ApiStatus status) {
    this(client, status, TIMEOUT, RETRIES);
  }

  /**
   * @param status is told how each call went
   * @param timeout of one request, 1 ms or more
   * @param retries by the client itself, 0 or more
   */
  Api(KubernetesClient client, ApiStatus status, Duration timeout, int retries) {
    this.status = status;
    RequestConfig patience =
        new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
            .withRequestTimeout((int) timeout.toMillis())
            .withRequestRetryBackoffLimit(retries)
            .withRequestRetryBackoffInterval(FIRST_RETRY_MILLIS)
            .build();
    this.client = client.newClient(patience).adapt(KubernetesClient.class);
  }

  /**
   * @param verb as in a Role, for messages
   * @param resource as in a Role, for messages, such as {@code statefulsets.apps}
   * @param namespace empty for resources of the whole cluster
   * @throws ConflictException when the object is not at the version that was sent, or exists
   * @throws RefusedException when the server says no
   * @throws UnreachableException when it does not answer, or not as an API server should
   */
  <T> T call(
      String verb, String resource, String namespace, Function<KubernetesClient, T> request) {
    String what = verb + " " + resource + (namespace.isEmpty() ? "" : " in " + namespace);
    try {
      T answer = request.apply(client);
      status.served(what);
      return answer;
    } catch (KubernetesClientException e) {
      RuntimeException meaning = translate(e, verb, resource, namespace);
      switch (e.getCode()) {
        case 401, 403 -> status.denied(what, meaning.getMessage());
        case 400, 404, 405, 409, 410, 413, 422 -> status.served(what);
        default -> status.silent(meaning.getMessage());
      }
      throw meaning;
    }
  }

  private static RuntimeException translate(
      KubernetesClientException e, String verb, String resource, String namespace) {
    String where = namespace.isEmpty() ? "" : " in namespace " + namespace;
    String what = verb + " " + resource + where;
    return switch (e.getCode()) {
      case 401 ->
          new RefusedException(
              "the API server does not accept these credentials to " + what + ": renew them", e);
      case 403 ->
          new RefusedException(
              "not allowed to "
                  + what
                  + ": bind the service account to a "
                  + (namespace.isEmpty() ? "ClusterRole" : "Role" + where)
                  + " with the rule {apiGroups: [\""
                  + group(resource)
                  + "\"], resources: ["
                  + plural(resource)
                  + "], verbs: ["
                  + verb
                  + "]}",
              e);
      case 404 -> new MissingException("nothing there to " + what, e);
      case 409 -> new ConflictException("changed meanwhile by somebody else: " + what, e);
      case 400, 405, 410, 413, 422 ->
          new RefusedException("the API server rejects " + what + ": " + reason(e), e);
      default ->
          new UnreachableException(
              "the API server did not do " + what + " (it may have): " + reason(e), e);
    };
  }

  private static String group(String resource) {
    int dot = resource.indexOf('.');
    return dot < 0 ? "" : resource.substring(dot + 1);
  }

  private static String plural(String resource) {
    int dot = resource.indexOf('.');
    return dot < 0 ? resource : resource.substring(0, dot);
  }

  private static String reason(KubernetesClientException e) {
    if (e.getStatus() != null && e.getStatus().getMessage() != null) {
      return e.getStatus().getMessage();
    }
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  /** The object is at another version than was sent, or exists already. */
  static final class ConflictException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private ConflictException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** What was to be changed is not there. */
  static final class MissingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private MissingException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
