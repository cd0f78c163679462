package dev.slotwright.world.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RedisBinaryTest {
  /** Packages move on under the same name. */
  @ParameterizedTest
  @MethodSource("dev.slotwright.world.redis.RedisBinary#all")
  void aServerRunsTheVersionThatItsExecutableTells(RedisBinary server) {
    try (LocalCluster cluster = LocalCluster.form(LocalCluster.Settings.of(server, 1, 0))) {
      String info = (String) cluster.node(0).call("INFO", "server");
      String field = server.valkey() ? "valkey_version:" : "redis_version:";
      assertThat(info).contains(field + server.version());
      assertThat(server.atLeast(6, 0)).as("%s is among those supported", server).isTrue();
    }
  }
}
