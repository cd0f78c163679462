package dev.slotwright.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.load.Signal;
import dev.slotwright.policy.Approval;
import dev.slotwright.policy.Bounds;
import dev.slotwright.policy.ClusterRef;
import dev.slotwright.policy.Execution;
import dev.slotwright.policy.Guards;
import dev.slotwright.policy.MissingData;
import dev.slotwright.policy.Mode;
import dev.slotwright.policy.Pause;
import dev.slotwright.policy.Policy;
import dev.slotwright.policy.RebalanceRule;
import dev.slotwright.policy.ScaleRule;
import dev.slotwright.policy.SignalTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyFileTest {
  static final String SMALLEST =
      """
      apiVersion: slotwright.dev/v1
      kind: ScalingPolicy
      metadata: {name: small}
      spec:
        cluster: {name: sessions, namespace: shop, statefulSet: redis}
        bounds: {minShards: 3, maxShards: 9}
        signals:
          memory: {target: 0.65}
      """;

  private final PolicyFile reader = new PolicyFile();

  @Test
  void theSmallestPolicyHasSafeDefaults() {
    assertThat(policy(SMALLEST))
        .isEqualTo(
            new Policy(
                "small",
                PolicyFile.hash(SMALLEST.getBytes(StandardCharsets.UTF_8)),
                new ClusterRef("sessions", "shop", "redis", 6379, Optional.empty()),
                Mode.RECOMMEND,
                new Bounds(3, 9, 1),
                Map.of(
                    Signal.MEMORY,
                    new SignalTarget(
                        0.65,
                        OptionalDouble.empty(),
                        SignalTarget.Aggregate.MAX,
                        Duration.ofMinutes(1),
                        false,
                        OptionalDouble.empty())),
                new ScaleRule(0.10, Duration.ZERO, Duration.ofMinutes(5), 2),
                new ScaleRule(0.25, Duration.ofMinutes(30), Duration.ofMinutes(60), 1),
                true,
                new RebalanceRule(0.15, 0.05, Duration.ofMinutes(30)),
                List.of(),
                new MissingData(Duration.ofSeconds(90), 0.95),
                new Guards(true, true, true, Duration.ofMinutes(10)),
                new Execution(16, Duration.ofMillis(5), Execution.Transport.AUTO),
                new Approval(Duration.ofHours(24)),
                Pause.NONE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "throughput", "business-hours"})
  void everySampleIsGood(String sample) throws IOException {
    Path file = Path.of("policies", sample + ".yaml");
    String text = Files.readString(file);

    assertThat(text).startsWith("# yaml-language-server: $schema=./schema/scaling-policy.v1.json");
    assertThat(policy(text).name()).isEqualTo(sample);
  }

  @Test
  void readsEverythingThatIsSaid() throws IOException {
    Policy throughput = policy(Files.readString(Path.of("policies/throughput.yaml")));
    assertThat(throughput.mode()).isEqualTo(Mode.ENFORCE);
    assertThat(throughput.signals().get(Signal.OPS).perShard()).isTrue();
    assertThat(throughput.signals().get(Signal.OPS).aggregate())
        .isEqualTo(SignalTarget.Aggregate.AVERAGE);
    assertThat(throughput.signals().get(Signal.ENGINE_CPU).aggregate())
        .isEqualTo(SignalTarget.Aggregate.P95);
    assertThat(throughput.signals().get(Signal.NET_OUT).capacityPerSecond())
        .hasValue(600.0 * 1024 * 1024);
    assertThat(throughput.execution().pauseBudget()).isEqualTo(Duration.ofMillis(2));

    Policy hours = policy(Files.readString(Path.of("policies/business-hours.yaml")));
    assertThat(hours.schedules().getFirst().floor()).isEqualTo(12);
    assertThat(
            hours.schedules().getFirst().calendar().covers(Instant.parse("2026-03-02T06:30:00Z")))
        .as("half past seven on a Monday in Oslo")
        .isTrue();
  }

  @Test
  void namesEveryProblemWithItsLine() {
    List<Problem> problems =
        problems(
            """
            apiVersion: slotwright.dev/v2
            kind: ScalingPolicy
            metadata: {name: small}
            spec:
              cluster:
                name: sessions
                namespace: shop
                statefullSet: redis
              bounds: {minShards: 2, maxShards: nine}
              signals:
                memory:
                  target: 1.5
                  window: 90
              mode: enforce
            """);

    assertThat(problems)
        .extracting(problem -> problem.line() + " " + problem.what())
        .containsExactlyInAnyOrder(
            "1 apiVersion: is \"slotwright.dev/v2\"",
            "5 spec.cluster.statefulSet: is missing",
            "8 spec.cluster.statefullSet: unknown field",
            "9 spec.bounds.minShards: is 2",
            "9 spec.bounds.maxShards: is \"nine\"",
            "12 spec.signals.memory.target: is 1.5",
            "13 spec.signals.memory.window: is 90",
            "14 spec.mode: is \"enforce\"");
    assertThat(problems)
        .extracting(Problem::expected)
        .anySatisfy(text -> assertThat(text).contains("statefulSet, port"))
        .anySatisfy(text -> assertThat(text).contains("one of Observe, Recommend"))
        .anySatisfy(text -> assertThat(text).startsWith("3 or more."))
        .anySatisfy(text -> assertThat(text).startsWith("type integer."))
        .allSatisfy(text -> assertThat(text).isNotBlank());
    assertThat(problems.getFirst().toString()).startsWith("small.yaml:1: apiVersion: ");
  }

  @Test
  void namesContradictions() {
    List<Problem> problems =
        problems(
            """
            apiVersion: slotwright.dev/v1
            kind: ScalingPolicy
            metadata: {name: small}
            spec:
              cluster: {name: sessions, namespace: shop, statefulSet: redis}
              bounds: {minShards: 9, maxShards: 4}
              signals:
                memory: {target: 0.65, hard: 0.5}
                ops: {target: 10, window: 2h}
              rebalance: {trigger: 0.1, target: 0.2}
              schedules:
                - {name: a, timeZone: Europe/Olso, start: "0 7 * * 1-5", duration: 1h, floor: 4}
                - {name: a, start: "0 27 * * *", duration: 1h, floor: 4}
                - {name: b, start: "0 0 30 2 *", duration: 90d, floor: 4}
            """);

    assertThat(problems)
        .extracting(problem -> problem.line() + " " + problem.field())
        .containsExactlyInAnyOrder(
            "6 spec.bounds",
            "8 spec.signals.memory",
            "9 spec.signals.ops.window",
            "10 spec.rebalance",
            "12 spec.schedules[0].timeZone",
            "13 spec.schedules[1].name",
            "13 spec.schedules[1].start",
            "14 spec.schedules[2].start",
            "14 spec.schedules[2].duration");
    assertThat(problems).extracting(Problem::expected).contains("1s to 1h", "1m to 31d");
  }

  @Test
  void aFloorMustBeWithinBounds() {
    String text =
        SMALLEST + "  schedules: [{name: a, start: \"0 7 * * *\", duration: 1h, floor: 10}]\n";
    assertThat(problems(text))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.field()).isEqualTo("spec.schedules[0].floor");
              assertThat(problem.line()).isEqualTo(9);
              assertThat(problem.expected()).isEqualTo("3 to 9");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "metadata: {name: small}|metadata: {name: small, name: two}|3|twice",
        "metadata: {name: small}|metadata: {name: small|4|not YAML",
        "kind: ScalingPolicy|kind: ScalingPolicy\\n\\tbad: tab|3|not YAML",
        "target: 0.65|target: .inf|8|unusual number",
        "target: 0.65|target: 0x1|8|unusual number",
        "target: 0.65|<<: 1|8|unknown field",
        "maxShards: 9|maxShards: 99999999999999999999|6|unusual number",
        "metadata: {name: small}|metadata: &a {name: small, labels: *a}|3|too deep",
      })
  void namesTroubleWithTheText(String part, String instead, int line, String problem) {
    String text = SMALLEST.replace(part, instead.replace("\\n", "\n").replace("\\t", "\t"));
    assertThat(problems(text))
        .anySatisfy(
            found -> {
              assertThat(found.line()).isEqualTo(line);
              assertThat(found.problem()).contains(problem);
            });
  }

  @Test
  void saysWhatAFileWithoutOnePolicyHolds() {
    assertThat(problems("")).extracting(Problem::problem).containsExactly("the file is empty");
    assertThat(problems("# nothing\n---\n")).hasSize(1);
    assertThat(problems("just text\n"))
        .extracting(Problem::problem)
        .first()
        .asString()
        .contains("no fields");
    assertThat(problems(SMALLEST + "---\n" + SMALLEST))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.line()).isEqualTo(10);
              assertThat(problem.problem()).contains("2 documents");
            });
    assertThat(policy("---\n" + SMALLEST + "---\n").name()).isEqualTo("small");
    assertThat(reader.read("x.yaml", new byte[] {(byte) 0xff, 0}))
        .isInstanceOf(PolicyFile.Reading.Invalid.class);
    assertThat(reader.read("x.yaml", new byte[PolicyFile.MAX_BYTES + 1]))
        .isInstanceOf(PolicyFile.Reading.Invalid.class);
  }

  @ParameterizedTest
  @CsvSource({"500ms,500", "30s,30000", "1h30m,5400000", "2d,172800000", "PT5M,300000", "0s,0"})
  void readsDurations(String text, long millis) {
    assertThat(Fields.parseDuration(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({"1048576,1048576", "600Mi,629145600", "1G,1000000000", "1.5k,1500"})
  void readsSizes(String text, double bytes) {
    assertThat(Fields.parseSize(text)).isEqualTo(bytes);
  }

  private Policy policy(String text) {
    PolicyFile.Reading reading = read(text);
    assertThat(reading).isInstanceOf(PolicyFile.Reading.Valid.class);
    return ((PolicyFile.Reading.Valid) reading).policy();
  }

  private List<Problem> problems(String text) {
    PolicyFile.Reading reading = read(text);
    assertThat(reading).isInstanceOf(PolicyFile.Reading.Invalid.class);
    return ((PolicyFile.Reading.Invalid) reading).problems();
  }

  private PolicyFile.Reading read(String text) {
    return reader.read("small.yaml", text.getBytes(StandardCharsets.UTF_8));
  }
}
