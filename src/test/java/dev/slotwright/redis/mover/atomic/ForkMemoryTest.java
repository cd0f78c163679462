package dev.slotwright.redis.mover.atomic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.redis.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForkMemoryTest {
  @Test
  void aQuarterOfTheDataHasToFitBelowMaxmemory() {
    assertThat(lacking(800, 800, 1_000, 64_000)).isEmpty();
    assertThat(lacking(801, 801, 1_000, 64_000))
        .hasValueSatisfying(
            why -> assertThat(why).contains("200 bytes", "801", "maxmemory of 1000"));
  }

  @Test
  void withoutALimitTheMachineIsTheLimit() {
    assertThat(lacking(40_000, 50_000, 0, 64_000)).isEmpty();
    assertThat(lacking(56_000, 60_000, 0, 64_000)).isPresent();
  }

  @Test
  void fragmentationCounts() {
    assertThat(lacking(500, 900, 1_000, 64_000)).isPresent();
  }

  @Test
  void aServerThatDoesNotSayIsTrusted() {
    assertThat(lacking(500, 900, 0, 0)).isEmpty();
  }

  private static Optional<String> lacking(long used, long resident, long limit, long system) {
    String memory =
        "# Memory\r\nused_memory:%d\r\nused_memory_rss:%d\r\nmaxmemory:%d\r\ntotal_system_memory:%d\r\n"
            .formatted(used, resident, limit, system);
    return ForkMemory.lacking(
        request -> new Reply.Text(memory.getBytes(StandardCharsets.US_ASCII)));
  }
}
