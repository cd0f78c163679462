package dev.slotwright.cli.cluster;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A share of 0 to 1, written {@code 5%} or {@code 0.05}. */
final class PercentConverter implements ITypeConverter<Double> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s*(%?)");

  @Override
  public Double convert(String text) {
    Matcher found = FORM.matcher(text.strip());
    double share = found.matches() ? Double.parseDouble(found.group(1)) : -1;
    if (found.matches() && !found.group(2).isEmpty()) {
      share /= 100;
    }
    if (share < 0 || share > 1) {
      throw new TypeConversionException("'" + text + "' is not a share such as 5% or 0.05");
    }
    return share;
  }
}
