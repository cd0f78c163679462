package dev.slotwright.redis.mover;

import dev.slotwright.world.redis.RedisBinary;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random runs end with nothing lost. The quick tier plays a few, the long one a hundred on Redis
 * 7.0 and on Valkey 9.1 where they are among the servers; {@code -Dslotwright.seed=N} plays one,
 * and {@code -Dslotwright.runs=N} that many.
 */
class RandomRunsTest {
  private static final String SEED = "slotwright.seed";
  private static final String RUNS = "slotwright.runs";
  private static final List<Long> FIXED = List.of(1L, 2L, 3L);
  private static final int FRESH = 2;
  private static final int LONG = 100;

  static Stream<Arguments> runs() {
    return servers().flatMap(server -> seeds().map(seed -> Arguments.of(server, seed)));
  }

  @ParameterizedTest(name = "{0}, seed {1}")
  @MethodSource("runs")
  void nothingIsLost(RedisBinary server, long seed) {
    System.out.println("random run seed=" + seed + " server=" + server);
    try (RandomRun run = new RandomRun(server, seed)) {
      System.out.println(run.play());
    }
  }

  private static Stream<RedisBinary> servers() {
    return Boolean.getBoolean(RedisBinary.LONG)
        ? RedisBinary.all().stream().filter(RandomRunsTest::isPlayedOn)
        : RedisBinary.tier().stream();
  }

  private static boolean isPlayedOn(RedisBinary server) {
    return server.valkey()
        ? server.version().startsWith("9.1")
        : server.version().startsWith("7.0");
  }

  private static Stream<Long> seeds() {
    String named = System.getProperty(SEED, "");
    if (!named.isBlank()) {
      return Arrays.stream(named.split(",")).map(String::trim).map(Long::valueOf);
    }
    int runs = Integer.getInteger(RUNS, Boolean.getBoolean(RedisBinary.LONG) ? LONG : 0);
    if (runs > 0) {
      return LongStream.rangeClosed(1, runs).boxed();
    }
    Random fresh = new Random();
    return Stream.concat(
        FIXED.stream(), Stream.generate(() -> fresh.nextLong(1_000_000_000)).limit(FRESH));
  }
}
