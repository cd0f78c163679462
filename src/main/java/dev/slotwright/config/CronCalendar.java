package dev.slotwright.config;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.slotwright.policy.Calendar;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * Periods that begin by a crontab line and last a given time.
 *
 * <p>Starts are reckoned on the wall clock and placed into the time zone afterwards. When clocks go
 * forward, a start in the hour that is left out comes that much later; when they go back, a start
 * in the hour that comes twice is the first of the two. The length is elapsed time.
 */
public final class CronCalendar implements Calendar {
  private static final CronParser PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

  /** No zone ever put its clocks forward or back by more. */
  private static final Duration LARGEST_SHIFT = Duration.ofHours(25);

  /** Starts within the shift, one a minute, and one more. */
  private static final int MOST_STARTS = 25 * 60 + 1;

  private final ExecutionTime starts;
  private final ZoneId zone;
  private final Duration duration;

  /**
   * @param cron five fields: minute, hour, day of month, month, day of week
   * @param timeZone such as {@code Europe/Oslo}
   * @param duration above zero
   * @throws IllegalArgumentException naming what is wrong
   */
  public CronCalendar(String cron, String timeZone, Duration duration) {
    this.zone = zone(timeZone);
    this.starts = starts(cron);
    this.duration = duration;
  }

  static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("unknown time zone '" + name + "'", e);
    }
  }

  static ExecutionTime starts(String cron) {
    try {
      ExecutionTime starts = ExecutionTime.forCron(PARSER.parse(cron).validate());
      ZonedDateTime any = ZonedDateTime.of(2024, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
      if (starts.nextExecution(any).isEmpty()) {
        throw new IllegalArgumentException("it never comes");
      }
      return starts;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + cron + "': " + e.getMessage(), e);
    }
  }

  /** How far ahead on the wall clock a start may stand that has come already. */
  private Duration ahead(Instant moment) {
    boolean shifted =
        !zone.getRules()
            .getOffset(moment)
            .equals(zone.getRules().getOffset(moment.minus(LARGEST_SHIFT)));
    return shifted ? LARGEST_SHIFT : Duration.ofMinutes(1);
  }

  @Override
  public boolean covers(Instant moment) {
    ZonedDateTime wall = LocalDateTime.ofInstant(moment, zone).atZone(ZoneOffset.UTC);
    Optional<ZonedDateTime> start = starts.lastExecution(wall.plus(ahead(moment)));
    for (int seen = 0; seen < MOST_STARTS && start.isPresent(); seen++) {
      Instant begin = start.get().toLocalDateTime().atZone(zone).toInstant();
      if (!begin.isAfter(moment)) {
        return moment.isBefore(begin.plus(duration));
      }
      start = starts.lastExecution(start.get());
    }
    return false;
  }
}
