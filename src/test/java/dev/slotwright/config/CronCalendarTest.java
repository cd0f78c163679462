package dev.slotwright.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CronCalendarTest {
  @Test
  void coversFromTheStartUntilTheEnd() {
    CronCalendar office = new CronCalendar("0 7 * * 1-5", "UTC", Duration.ofHours(11));
    assertThat(covers(office, "2026-03-02T06:59:59.999Z")).as("Monday").isFalse();
    assertThat(covers(office, "2026-03-02T07:00:00Z")).isTrue();
    assertThat(covers(office, "2026-03-02T17:59:59.999Z")).isTrue();
    assertThat(covers(office, "2026-03-02T18:00:00Z")).isFalse();
    assertThat(covers(office, "2026-03-07T12:00:00Z")).as("Saturday").isFalse();
  }

  @Test
  void coversPeriodsOverMidnightAndOverlappingOnes() {
    CronCalendar night = new CronCalendar("0 22 * * *", "UTC", Duration.ofHours(4));
    assertThat(covers(night, "2026-03-02T01:59:00Z")).isTrue();
    assertThat(covers(night, "2026-03-02T02:00:00Z")).isFalse();
    CronCalendar always = new CronCalendar("* * * * *", "UTC", Duration.ofMinutes(5));
    assertThat(covers(always, "2026-03-02T02:00:30Z")).isTrue();
    CronCalendar month = new CronCalendar("0 0 1 * *", "UTC", Duration.ofDays(31));
    assertThat(covers(month, "2026-03-31T23:59:00Z")).isTrue();
  }

  @Test
  void followsTheWallClockOverTheYear() {
    CronCalendar oslo = new CronCalendar("0 7 * * *", "Europe/Oslo", Duration.ofHours(1));
    assertThat(covers(oslo, "2026-01-15T06:30:00Z")).as("winter, UTC+1").isTrue();
    assertThat(covers(oslo, "2026-07-15T05:30:00Z")).as("summer, UTC+2").isTrue();
    assertThat(covers(oslo, "2026-07-15T06:30:00Z")).isFalse();
  }

  @Test
  void startsLaterWhereTheClockLeavesTheHourOut() {
    // In Oslo on 29 March 2026 the clock goes from 02:00 (01:00Z) to 03:00.
    CronCalendar half = new CronCalendar("30 2 * * *", "Europe/Oslo", Duration.ofMinutes(30));
    assertThat(covers(half, "2026-03-29T01:29:00Z")).isFalse();
    assertThat(covers(half, "2026-03-29T01:30:00Z")).as("03:30 summer time").isTrue();
    assertThat(covers(half, "2026-03-29T02:00:00Z")).isFalse();
  }

  @Test
  void startsOnceWhereTheHourComesTwice() {
    // In Oslo on 25 October 2026 the clock goes from 03:00 (01:00Z) back to 02:00.
    CronCalendar half = new CronCalendar("30 2 * * *", "Europe/Oslo", Duration.ofMinutes(45));
    assertThat(covers(half, "2026-10-25T00:30:00Z")).as("the first 02:30").isTrue();
    assertThat(covers(half, "2026-10-25T01:14:59Z")).as("45 minutes elapse over it").isTrue();
    assertThat(covers(half, "2026-10-25T01:15:00Z")).isFalse();
    assertThat(covers(half, "2026-10-25T01:30:00Z")).as("the second 02:30").isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 7 * *", "60 7 * * *", "0 7 * * MOON", "", "0 0 30 2 *"})
  void refusesWhatNeverComes(String cron) {
    assertThatThrownBy(() -> new CronCalendar(cron, "UTC", Duration.ofHours(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + cron + "'");
  }

  private static boolean covers(CronCalendar calendar, String moment) {
    return calendar.covers(Instant.parse(moment));
  }
}
