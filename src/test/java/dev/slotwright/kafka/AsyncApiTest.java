package dev.slotwright.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slotwright.cluster.Role;
import dev.slotwright.event.Event;
import dev.slotwright.event.EventRecord;
import dev.slotwright.judgement.Reason;
import dev.slotwright.load.Metric;
import dev.slotwright.load.NodeSample;
import dev.slotwright.policy.Mode;
import dev.slotwright.world.AsyncApi;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes over the wire is what {@code docs/asyncapi.yaml} says. */
class AsyncApiTest {
  private static final Instant AT = Instant.parse("2026-01-01T00:00:10Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  static Stream<Event> events() {
    List<Reason> chain =
        Arrays.stream(Reason.Code.values())
            .map(code -> new Reason(Reason.Stage.SIGNAL, code, 3, 4, "memory 0.81"))
            .toList();
    return Stream.of(
        verdict("scale-out", Optional.of("a1b2"), Optional.of(AT), chain),
        verdict("hold", Optional.empty(), Optional.empty(), List.of()),
        new Event.OperationStarted("op-1", "form", 0, 3, "no cluster yet"),
        new Event.OperationStarted("op-1", "scale-out", 3, 5, "memory 0.81 over 0.7"),
        new Event.StepTaken("op-1", "meet", "redis-6", ""),
        new Event.SlotsMoved(
            "op-1", "aa", "bb", "0-99,205", 101, 5, 1024, true, 1.5, Optional.of("migrate"), 0.25),
        new Event.SlotsWithdrawn(
            "op-1", "aa", "bb", Optional.of("0-9"), Optional.empty(), "no answer from bb"),
        new Event.SlotsWithdrawn(
            "op-1", "aa", "bb", Optional.empty(), Optional.of("7"), "the target is out of memory"),
        new Event.MasterReplaced("redis-1", "aa", "bb", 5461, 0.75),
        new Event.MovePaced("op-1", "slower", false, 0.5, "alice"),
        new Event.TransportFellBack("op-1", "aa", "bb", "atomic", "migrate", "not offered by bb"),
        new Event.OperationBlocked("op-1", "scale-in", "pod redis-6 is not ready"),
        new Event.OperationCompleted("op-1", "rebalance", 5, 101, 1024, 42),
        new Event.OperationAborted("op-1", "scale-out", "policy removed"),
        new Event.PolicyLoaded("memory", "memory.yaml", "a1b2", "sessions", Mode.ENFORCE.name()),
        new Event.PolicyRejected("memory.yaml", 0, "no kind", "kind: ScalingPolicy"),
        new Event.PolicyRemoved("memory", "memory.yaml", "sessions"),
        new Event.Audited("pause", "alice", "until 12:00"),
        new Event.Warned("foreign-node", "10.0.0.9:6379 belongs to no pod"),
        new Event.Merged(Map.of("operation.step", 12)));
  }

  @ParameterizedTest
  @MethodSource("events")
  void everyEventIsAsDescribed(Event event) throws Exception {
    ProducerRecord<byte[], byte[]> written =
        CloudEvent.of(new EventRecord("sessions", 1, AT, event), "topic");
    JsonNode message = AsyncApi.message("dev.slotwright." + event.type() + ".v1");

    assertThat(message.at("/payload/$ref").asText())
        .isEqualTo("#/components/schemas/" + event.getClass().getSimpleName());
    assertThat(AsyncApi.complaints(message.get("payload"), JSON.readTree(written.value())))
        .isEmpty();
    assertThat(
            AsyncApi.complaints(
                message.get("headers"), JSON.valueToTree(CloudEventTest.headers(written))))
        .isEmpty();
  }

  @Test
  void everyTypeOfEventIsDescribedAndNothingElse() {
    Set<String> types =
        Arrays.stream(Event.class.getPermittedSubclasses())
            .map(Class::getSimpleName)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(events().map(event -> event.getClass().getSimpleName()).collect(Collectors.toSet()))
        .as("instances in this test")
        .isEqualTo(types);
    Set<String> described = new TreeSet<>();
    AsyncApi.document()
        .at("/channels/events/messages")
        .forEach(each -> described.add(AsyncApi.resolve(each).at("/payload/$ref").asText()));
    assertThat(described)
        .isEqualTo(types.stream().map("#/components/schemas/"::concat).collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @MethodSource("events")
  void schemasAreClosed(Event event) throws Exception {
    ObjectNode data = (ObjectNode) JSON.readTree(EventJson.bytes(event));
    data.put("surprise", 1);

    assertThat(
            AsyncApi.complaints(
                AsyncApi.message("dev.slotwright." + event.type() + ".v1").get("payload"), data))
        .isNotEmpty();
  }

  @Test
  void examplesInTheDocumentationAreAsDescribed() throws Exception {
    Matcher examples =
        Pattern.compile("### `(\\S+)`.*?```json\n(.*?)\n```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("docs", "events.md")));
    Set<String> types = new TreeSet<>();
    while (examples.find()) {
      types.add(examples.group(1));
      JsonNode data = JSON.readTree(examples.group(2));
      assertThat(AsyncApi.complaints(AsyncApi.message(examples.group(1)).get("payload"), data))
          .as(examples.group(1))
          .isEmpty();
    }
    assertThat(types).hasSize(Event.class.getPermittedSubclasses().length);
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void samplesAreAsDescribed(Role role) throws Exception {
    NodeSample sample =
        new NodeSample(
            "sessions",
            KafkaFixture.sample(1).node(),
            AT,
            Optional.of(role),
            Arrays.stream(Metric.values()).collect(Collectors.toMap(each -> each, each -> 1.5)));

    JsonNode json = JSON.readTree(SamplePublisher.json(sample));

    JsonNode schema = AsyncApi.document().at("/components/messages/sample/payload");
    assertThat(AsyncApi.complaints(schema, json)).isEmpty();
    assertThat(
            fields(
                AsyncApi.document()
                    .at("/components/schemas/NodeSample/properties/metrics/properties")))
        .isEqualTo(fields(json.get("metrics")));
  }

  @ParameterizedTest
  @EnumSource(Rejection.class)
  void deadLettersAreAsDescribed(Rejection reason) {
    DeadLetter letter =
        new DeadLetter(
            new ConsumerRecord<>("metrics", 0, 7, null, "x".getBytes(StandardCharsets.UTF_8)),
            reason,
            "because");

    JsonNode schema = AsyncApi.document().at("/components/messages/deadLetter/headers");
    assertThat(
            AsyncApi.complaints(schema, JSON.valueToTree(CloudEventTest.headers(letter.to("dlq")))))
        .isEmpty();
    assertThat(
            AsyncApi.complaints(
                schema, JSON.valueToTree(CloudEventTest.headers(letter.withoutValue("dlq")))))
        .isEmpty();
  }

  @Test
  void enumerationsAreComplete() {
    assertThat(texts("/components/schemas/ReasonCode/enum")).isEqualTo(names(Reason.Code.values()));
    assertThat(texts("/components/schemas/PolicyLoaded/properties/mode/enum"))
        .isEqualTo(names(Mode.values()));
    assertThat(texts("/components/schemas/Reason/properties/stage/enum"))
        .isEqualTo(names(Reason.Stage.values()));
    assertThat(
            texts("/components/schemas/DeadLetterHeaders/properties/slotwright-reason-code/enum"))
        .isEqualTo(
            Arrays.stream(Rejection.values()).map(Rejection::code).collect(Collectors.toSet()));
  }

  private static Event verdict(
      String verdict, Optional<String> plan, Optional<Instant> newest, List<Reason> reasons) {
    return new Event.VerdictReached(
        verdict,
        "SIGNAL_VALUE",
        3,
        4,
        plan,
        1024,
        100,
        true,
        "memory",
        "c3",
        newest,
        newest,
        reasons);
  }

  private static Set<String> fields(JsonNode object) {
    Set<String> fields = new TreeSet<>();
    object.fieldNames().forEachRemaining(fields::add);
    return fields;
  }

  private static Set<String> texts(String pointer) {
    Set<String> texts = new TreeSet<>();
    AsyncApi.document().at(pointer).forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private static Set<String> names(Enum<?>[] values) {
    return Arrays.stream(values).map(Enum::name).collect(Collectors.toSet());
  }
}
