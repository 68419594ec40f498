package dev.tollgate.workload.trace;

import java.util.Locale;

/** Lines of a name and a figure, the figures one below the other. */
final class SummaryText {

  private static final int NAME_COLUMNS = 28;
  private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private final StringBuilder text = new StringBuilder();

  void line(String name, long value) {
    line(name, Long.toString(value));
  }

  void line(String name, String value) {
    text.append(name);
    text.append(" ".repeat(Math.max(1, NAME_COLUMNS - name.length())));
    text.append(value).append('\n');
  }

  void lineIfAny(String name, long value) {
    if (value != 0) {
      line(name, value);
    }
  }

  /** Returns nanoseconds as seconds, to the microsecond. */
  static String seconds(long nanos) {
    return decimal(nanos / 1000, 1_000_000, 6);
  }

  /** Returns nanoseconds as microseconds, to the nanosecond. */
  static String micros(long nanos) {
    return decimal(nanos, 1000, 3);
  }

  /** Returns a power of two in the largest unit that leaves it whole. */
  static String bytes(long powerOfTwo) {
    int unit = Long.numberOfTrailingZeros(powerOfTwo) / 10;
    return (powerOfTwo >>> (10 * unit)) + " " + UNITS[unit];
  }

  private static String decimal(long value, long one, int digits) {
    long size = Math.abs(value);
    return String.format(
        Locale.ROOT, "%s%d.%0" + digits + "d", value < 0 ? "-" : "", size / one, size % one);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
