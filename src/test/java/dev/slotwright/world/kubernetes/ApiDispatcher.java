package dev.slotwright.world.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.crud.AttributeSet;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiPredicate;

/**
 * fabric8's server in CRUD mode with what it lacks of a real API server's behaviour and the product
 * or the kubelet depends on: a stale resourceVersion is refused on the status too, preconditions of
 * a DELETE are kept, the scale sub-resource, and graceful deletion. A bound pod stays, marked,
 * until it is deleted with a grace of 0; a claim stays, marked, while a pod uses it.
 */
final class ApiDispatcher extends KubernetesCrudDispatcher {
  private static final String JSON = "application/json";
  private static final String HELD = "world.slotwright.dev/kubelet";
  private static final String PROTECTED = "kubernetes.io/pvc-protection";

  private final List<BiPredicate<String, String>> forbidden = new CopyOnWriteArrayList<>();

  /** From now on 403 for requests whose method and path match. */
  void forbid(BiPredicate<String, String> request) {
    forbidden.add(request);
  }

  void allowAll() {
    forbidden.clear();
  }

  @Override
  public MockResponse dispatch(RecordedRequest request) {
    String method = request.getMethod();
    String path = request.getPath();
    if (forbidden.stream().anyMatch(rule -> rule.test(method, path))) {
      return failure(403, "Forbidden", method + " " + path + " is forbidden");
    }
    if (path.equals("/version")) {
      return json(200, Map.of("major", "1", "minor", "33", "gitVersion", "v1.33.0"));
    }
    return switch (method) {
      case "GET" -> plain(path).endsWith("/scale") ? readScale(path) : super.dispatch(request);
      case "PUT", "PATCH", "DELETE" -> change(request, method, path);
      default -> super.dispatch(request);
    };
  }

  private synchronized MockResponse change(RecordedRequest request, String method, String path) {
    JsonNode body = body(request);
    Map.Entry<AttributeSet, String> current = findResource(getKey(path));
    if (current == null) {
      return failure(404, "NotFound", path + " not found");
    }
    JsonNode resource = Serialization.unmarshal(current.getValue(), JsonNode.class);
    JsonNode expected =
        method.equals("DELETE") ? body.path("preconditions") : body.path("metadata");
    for (String field : List.of("resourceVersion", "uid")) {
      String wanted = expected.path(field).asText("");
      if (!wanted.isEmpty() && !wanted.equals(resource.path("metadata").path(field).asText())) {
        return failure(
            409,
            "Conflict",
            "Operation cannot be fulfilled on "
                + plain(path)
                + ": the object has been modified; "
                + "its "
                + field
                + " is not "
                + wanted);
      }
    }
    if (plain(path).endsWith("/scale")) {
      return writeScale(path, current, (ObjectNode) resource, body);
    }
    if (method.equals("DELETE") && namesOne(path) && body.path("dryRun").isMissingNode()) {
      return delete(request, path, current, (ObjectNode) resource, body);
    }
    return super.dispatch(request);
  }

  private MockResponse delete(
      RecordedRequest request,
      String path,
      Map.Entry<AttributeSet, String> current,
      ObjectNode resource,
      JsonNode options) {
    boolean now =
        options.path("gracePeriodSeconds").asLong(-1) == 0 || path.contains("gracePeriodSeconds=0");
    boolean pod = plain(path).contains("/pods/");
    boolean claim = plain(path).contains("/persistentvolumeclaims/");
    boolean held =
        (pod && !resource.path("spec").path("nodeName").isMissingNode())
            || (claim && isUsed(resource));
    if (now && (pod || claim)) {
      processEvent(path, getKey(path), current.getKey(), null, null);
      return new MockResponse().setResponseCode(200).setBody(current.getValue());
    }
    if (!held) {
      return super.dispatch(request);
    }
    ObjectNode metadata = (ObjectNode) resource.path("metadata");
    if (!metadata.has("deletionTimestamp")) {
      long grace =
          options
              .path("gracePeriodSeconds")
              .asLong(resource.path("spec").path("terminationGracePeriodSeconds").asLong(30));
      metadata.put(
          "deletionTimestamp",
          Instant.now().plusSeconds(pod ? grace : 0).truncatedTo(ChronoUnit.SECONDS).toString());
      metadata.put("deletionGracePeriodSeconds", pod ? grace : 0);
      metadata.putArray("finalizers").add(pod ? HELD : PROTECTED);
      store(path, current, resource);
    }
    return json(200, resource);
  }

  private boolean isUsed(JsonNode claim) {
    String name = claim.path("metadata").path("name").asText();
    String namespace = claim.path("metadata").path("namespace").asText();
    return map.values().stream()
        .map(text -> Serialization.unmarshal(text, JsonNode.class))
        .filter(each -> each.path("kind").asText().equals("Pod"))
        .filter(each -> each.path("metadata").path("namespace").asText().equals(namespace))
        .flatMap(each -> each.path("spec").path("volumes").valueStream())
        .anyMatch(
            volume -> volume.path("persistentVolumeClaim").path("claimName").asText().equals(name));
  }

  private MockResponse readScale(String path) {
    Map.Entry<AttributeSet, String> current = findResource(getKey(path));
    return current == null
        ? failure(404, "NotFound", path + " not found")
        : json(200, scale(Serialization.unmarshal(current.getValue(), JsonNode.class)));
  }

  private MockResponse writeScale(
      String path, Map.Entry<AttributeSet, String> current, ObjectNode resource, JsonNode body) {
    JsonNode replicas = body.path("spec").path("replicas");
    if (!replicas.isInt() || replicas.asInt() < 0) {
      return failure(422, "Invalid", "spec.replicas has to be a number from 0 on");
    }
    JsonNode before = resource.deepCopy();
    ((ObjectNode) resource.path("spec")).set("replicas", replicas);
    touchGeneration(before, resource);
    store(path, current, resource);
    return json(200, scale(resource));
  }

  private void store(String path, Map.Entry<AttributeSet, String> current, ObjectNode resource) {
    ((ObjectNode) resource.path("metadata"))
        .put("resourceVersion", Long.toString(requestResourceVersion()));
    String text = Serialization.asJson(resource);
    processEvent(
        path,
        getKey(path),
        current.getKey(),
        Serialization.unmarshal(text, GenericKubernetesResource.class),
        text);
  }

  private static Map<String, Object> scale(JsonNode resource) {
    JsonNode metadata = resource.path("metadata");
    return Map.of(
        "apiVersion",
        "autoscaling/v1",
        "kind",
        "Scale",
        "metadata",
        Map.of(
            "name", metadata.path("name").asText(),
            "namespace", metadata.path("namespace").asText(),
            "uid", metadata.path("uid").asText(),
            "resourceVersion", metadata.path("resourceVersion").asText()),
        "spec",
        Map.of("replicas", resource.path("spec").path("replicas").asInt(1)),
        "status",
        Map.of("replicas", resource.path("status").path("replicas").asInt(0)));
  }

  private boolean namesOne(String path) {
    return getKey(path).containsKey("name");
  }

  private static String plain(String path) {
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  private static JsonNode body(RecordedRequest request) {
    // getBytes leaves the body for fabric8's own handlers; the other readers use it up.
    String text = new String(request.getBody().getBytes(), StandardCharsets.UTF_8);
    JsonNode body = text.isBlank() ? null : Serialization.unmarshal(text, JsonNode.class);
    return body == null ? Serialization.jsonMapper().createObjectNode() : body;
  }

  private static MockResponse failure(int code, String reason, String message) {
    return json(
        code,
        new StatusBuilder()
            .withStatus("Failure")
            .withCode(code)
            .withReason(reason)
            .withMessage(message)
            .build());
  }

  private static MockResponse json(int code, Object body) {
    return new MockResponse()
        .setResponseCode(code)
        .setHeader("Content-Type", JSON)
        .setBody(Serialization.asJson(body));
  }
}
