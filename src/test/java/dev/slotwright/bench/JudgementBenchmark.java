package dev.slotwright.bench;

import dev.slotwright.judgement.Judge;
import dev.slotwright.judgement.Situation;
import dev.slotwright.judgement.Verdict;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One judgement of a cluster whose window is full: a sample a second for the whole look-back. */
@Command(
    name = "judgement",
    description = "Time of one judgement, by cluster size and by what it comes to.",
    mixinStandardHelpOptions = true)
final class JudgementBenchmark implements Callable<Integer> {
  @Option(names = "--shards", split = ",", description = "Sizes of cluster.", defaultValue = "5,50")
  private int[] shards;

  @Option(names = "--millis", description = "Warm-up and measuring, each.", defaultValue = "3000")
  private long millis;

  @Override
  public Integer call() {
    System.out.println(Distribution.heading());
    for (int count : shards) {
      for (JudgedCluster.Course course : JudgedCluster.Course.values()) {
        Situation situation = JudgedCluster.of(count, course);
        judgements(situation);
        Verdict verdict = Judge.judge(situation);
        System.out.println(
            judgements(situation)
                .row(
                    "%d shards, %s: %s"
                        .formatted(count, course.name().toLowerCase(), verdict.name())));
      }
    }
    return 0;
  }

  /** As many as the time takes, 3 at least. */
  private Distribution judgements(Situation situation) {
    long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
    long[] times = new long[100_000];
    int count = 0;
    while (count < 3 || (count < times.length && System.nanoTime() < end)) {
      long begun = System.nanoTime();
      Judge.judge(situation);
      times[count++] = System.nanoTime() - begun;
    }
    return Distribution.ofNanos(Arrays.copyOf(times, count));
  }
}
