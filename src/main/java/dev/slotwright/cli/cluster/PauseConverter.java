package dev.slotwright.cli.cluster;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A short time: {@code 5ms}, {@code 1s}. */
final class PauseConverter implements ITypeConverter<Duration> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s)");

  @Override
  public Duration convert(String text) {
    Matcher found = FORM.matcher(text.strip());
    if (!found.matches()) {
      throw new TypeConversionException("'" + text + "' is not a time such as 5ms or 1s");
    }
    long amount = Long.parseLong(found.group(1));
    return found.group(2).equals("ms") ? Duration.ofMillis(amount) : Duration.ofSeconds(amount);
  }
}
