package dev.tollgate.workload.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The part of C's {@code printf} that benchmarks' tables need: {@code %d}, {@code %u}, {@code %s},
 * {@code %c}, {@code %f}, {@code %e}, {@code %g} and {@code %%}, with the flags {@code -} and
 * {@code 0}, a width and a precision; {@code l} and {@code ll} mean nothing.
 *
 * <p>Java's own formatter rounds the shortest decimal text of a number half up, the C library the
 * number itself, half to even: of 0.125 the one makes 0.13, the other 0.12, and of 0.285 (which is
 * 0.284999...) the one 0.29, the other 0.28. A table that is to be equal byte for byte needs the
 * second. Locales do not matter here.
 */
public final class CFormat {

  private static final int DEFAULT_PRECISION = 6;

  private CFormat() {}

  /**
   * Formats as {@code sprintf} does.
   *
   * @param arguments whole numbers ({@code Integer}, {@code Long}) for {@code %d} and {@code %u},
   *     any number for the others, {@code Character} for {@code %c}, anything for {@code %s}
   * @throws IllegalArgumentException if format and arguments do not fit
   */
  public static String format(String format, Object... arguments) {
    StringBuilder out = new StringBuilder(format.length() + 32);
    int argument = 0;
    int at = 0;
    while (at < format.length()) {
      char c = format.charAt(at);
      if (c != '%') {
        out.append(c);
        at++;
        continue;
      }
      Conversion conversion = Conversion.at(format, at + 1);
      at = conversion.end();
      if (conversion.letter() == '%') {
        out.append('%');
        continue;
      }
      if (argument == arguments.length) {
        throw new IllegalArgumentException("more conversions than arguments: " + format);
      }
      out.append(conversion.apply(arguments[argument++]));
    }
    if (argument != arguments.length) {
      throw new IllegalArgumentException("more arguments than conversions: " + format);
    }
    return out.toString();
  }

  /** The text of {@code %.Nf}. */
  public static String fixed(double value, int decimals) {
    if (!Double.isFinite(value)) {
      return special(value);
    }
    String text = new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
    return negative(value) && !text.startsWith("-") ? "-" + text : text;
  }

  /** The text of {@code %.Ne}. */
  public static String scientific(double value, int decimals) {
    if (!Double.isFinite(value)) {
      return special(value);
    }
    String sign = negative(value) ? "-" : "";
    if (value == 0) {
      return sign + fixed(0.0, decimals) + "e+00";
    }
    BigDecimal rounded = significant(value, decimals + 1);
    int exponent = rounded.precision() - rounded.scale() - 1;
    String digits = rounded.abs().scaleByPowerOfTen(-exponent).setScale(decimals).toPlainString();
    return sign + digits + exponent(exponent);
  }

  /** The text of {@code %.Ng}: the shorter of the two others, without zeros at the end. */
  public static String general(double value, int significant) {
    if (!Double.isFinite(value)) {
      return special(value);
    }
    if (value == 0) {
      return negative(value) ? "-0" : "0";
    }
    int digits = Math.max(1, significant);
    BigDecimal rounded = significant(value, digits);
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= -4 && exponent < digits) {
      return rounded.stripTrailingZeros().toPlainString();
    }
    String mantissa = rounded.scaleByPowerOfTen(-exponent).stripTrailingZeros().toPlainString();
    return mantissa + exponent(exponent);
  }

  private static BigDecimal significant(double value, int digits) {
    return new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
  }

  private static boolean negative(double value) {
    return Double.doubleToRawLongBits(value) < 0;
  }

  private static String exponent(int exponent) {
    int size = Math.abs(exponent);
    return (exponent < 0 ? "e-" : "e+") + (size < 10 ? "0" : "") + size;
  }

  /** What glibc prints; the result of 0/0 has its sign set on x86. */
  private static String special(double value) {
    if (Double.isNaN(value)) {
      return "-nan";
    }
    return value > 0 ? "inf" : "-inf";
  }

  /**
   * One conversion of a format.
   *
   * @param width least number of characters
   * @param precision -1 if not given
   * @param end index of the character after it
   */
  private record Conversion(
      boolean left, boolean zeros, int width, int precision, char letter, int end) {

    static Conversion at(String format, int start) {
      int at = start;
      boolean left = false;
      boolean zeros = false;
      while (at < format.length() && (format.charAt(at) == '-' || format.charAt(at) == '0')) {
        left |= format.charAt(at) == '-';
        zeros |= format.charAt(at) == '0';
        at++;
      }
      int width = 0;
      while (at < format.length() && digit(format.charAt(at))) {
        width = 10 * width + format.charAt(at++) - '0';
      }
      int precision = -1;
      if (at < format.length() && format.charAt(at) == '.') {
        precision = 0;
        at++;
        while (at < format.length() && digit(format.charAt(at))) {
          precision = 10 * precision + format.charAt(at++) - '0';
        }
      }
      while (at < format.length() && format.charAt(at) == 'l') {
        at++;
      }
      if (at == format.length()) {
        throw new IllegalArgumentException("conversion without an end: " + format);
      }
      return new Conversion(left, zeros, width, precision, format.charAt(at), at + 1);
    }

    private static boolean digit(char c) {
      return c >= '0' && c <= '9';
    }

    String apply(Object argument) {
      int decimals = precision < 0 ? DEFAULT_PRECISION : precision;
      return switch (letter) {
        case 'd', 'u' -> pad(Long.toString(whole(argument)), true);
        case 'c' -> pad(String.valueOf((char) (Character) argument), false);
        case 's' -> pad(cut(argument.toString()), false);
        case 'f' -> pad(fixed(number(argument), decimals), true);
        case 'e' -> pad(scientific(number(argument), decimals), true);
        case 'g' -> pad(general(number(argument), decimals), true);
        default -> throw new IllegalArgumentException("no such conversion: %" + letter);
      };
    }

    private static long whole(Object argument) {
      if (argument instanceof Long || argument instanceof Integer) {
        return ((Number) argument).longValue();
      }
      throw new IllegalArgumentException("not a whole number: " + argument);
    }

    private static double number(Object argument) {
      if (argument instanceof Number number) {
        return number.doubleValue();
      }
      throw new IllegalArgumentException("not a number: " + argument);
    }

    private String cut(String text) {
      return precision >= 0 && precision < text.length() ? text.substring(0, precision) : text;
    }

    private String pad(String text, boolean numeric) {
      int missing = width - text.length();
      if (missing <= 0) {
        return text;
      }
      if (left) {
        return text + " ".repeat(missing);
      }
      if (zeros && numeric && !text.endsWith("n") && !text.endsWith("f")) {
        int sign = text.startsWith("-") ? 1 : 0;
        return text.substring(0, sign) + "0".repeat(missing) + text.substring(sign);
      }
      return " ".repeat(missing) + text;
    }
  }
}
