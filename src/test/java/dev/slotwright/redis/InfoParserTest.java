package dev.slotwright.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.load.Metric;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InfoParserTest {
  static Stream<String> servers() {
    return Captured.SERVERS.stream();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void whatEveryServerTells(String server) {
    Fields fields = InfoParser.parse(Captured.info(server));

    assertThat(fields.version()).startsWith(server.replace('-', ' '));
    assertThat(fields.keys()).isEqualTo(21);
    assertThat(fields.is("role", "master")).isTrue();
    assertThat(fields.count("used_memory")).isPositive();
    assertThat(fields.count("used_memory_dataset")).isBetween(0L, fields.count("used_memory"));
    assertThat(fields.count("no_such_field")).isZero();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void everyMetricButTheLagComesFromAMaster(String server) {
    Map<Metric, Double> values =
        Measurements.of(InfoParser.parse(Captured.info(server)), OptionalLong.empty());

    assertThat(values.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Metric.values()).filter(m -> m != Metric.REPLICA_LAG_BYTES).toList());
    assertThat(values.get(Metric.USED_MEMORY_BYTES)).isGreaterThan(1_000_000);
  }

  @Test
  void keysOfAllDatabasesCount() {
    Fields fields =
        InfoParser.parse(
            "# Keyspace\r\ndb0:keys=3,expires=1,avg_ttl=9\r\ndb11:keys=4,expires=0\r\n");

    assertThat(fields.keys()).isEqualTo(7);
  }

  @Test
  void aReplicaThatSeemsAheadLagsByNothing() {
    Fields fields = InfoParser.parse("role:slave\r\nslave_repl_offset:100\r\n");

    assertThat(Measurements.of(fields, OptionalLong.of(90)))
        .containsEntry(Metric.REPLICA_LAG_BYTES, 0.0);
    assertThat(Measurements.of(fields, OptionalLong.of(150)))
        .containsEntry(Metric.REPLICA_LAG_BYTES, 50.0);
  }

  @Test
  void olderServersTellTheCpuOfTheWholeProcess() {
    Fields old = InfoParser.parse("used_cpu_sys:1.5\nused_cpu_user:2.0\n");
    Fields newer =
        InfoParser.parse(
            "used_cpu_sys:1.5\nused_cpu_user:2.0\n"
                + "used_cpu_sys_main_thread:0.5\nused_cpu_user_main_thread:0.25\n");

    assertThat(Measurements.of(old, OptionalLong.empty()))
        .containsEntry(Metric.ENGINE_CPU_SECONDS, 3.5);
    assertThat(Measurements.of(newer, OptionalLong.empty()))
        .containsEntry(Metric.ENGINE_CPU_SECONDS, 0.75);
  }
}
