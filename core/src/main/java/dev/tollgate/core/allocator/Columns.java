package dev.tollgate.core.allocator;

/**
 * Lines of columns as the kernel prints them: {@code %6d} is a value set to the right of 6
 * characters, {@code %-17s} one set to the left of 17, and what is wider takes what it needs. Other
 * text stands for itself.
 *
 * <p>Says what {@link String#format} does of such patterns, in a fraction of the time: the texts at
 * the end of a run have thousands of columns.
 */
final class Columns {

  private Columns() {}

  /** Appends the values set as {@code pattern} says, in order. */
  static void append(StringBuilder text, String pattern, Object... values) {
    int next = 0;
    int at = 0;
    while (at < pattern.length()) {
      char c = pattern.charAt(at++);
      if (c != '%') {
        text.append(c);
        continue;
      }
      boolean left = pattern.charAt(at) == '-';
      int width = 0;
      for (at += left ? 1 : 0; Character.isDigit(pattern.charAt(at)); at++) {
        width = 10 * width + Character.digit(pattern.charAt(at), 10);
      }
      at++; // the letter of the type
      append(text, values[next++].toString(), width, left);
    }
  }

  private static void append(StringBuilder text, String value, int width, boolean left) {
    String padding = " ".repeat(Math.max(0, width - value.length()));
    text.append(left ? "" : padding).append(value).append(left ? padding : "");
  }
}
