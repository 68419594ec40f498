package dev.tollgate.workload.stream.netperf;

import dev.tollgate.workload.stream.netperf.OptionScanner.Word;

/** Reads the numbers and pairs that options take. */
final class OptionValue {

  /** The largest number that netperf's own variables hold. */
  private static final long LARGEST = Integer.MAX_VALUE;

  private OptionValue() {}

  /**
   * A pair of words around a comma.
   *
   * @param first empty if nothing stands before the comma
   * @param second empty if nothing stands after it
   * @param comma whether there is one
   */
  record Pair(Word first, Word second, boolean comma) {}

  static Pair pair(Word word) {
    int comma = word.text().indexOf(',');
    if (comma < 0) {
      return new Pair(word, word, false);
    }
    return new Pair(
        new Word(word.text().substring(0, comma), word.column()),
        new Word(word.text().substring(comma + 1), word.column() + comma + 1),
        true);
  }

  /**
   * Reads a number as netperf's convert() does: K, M and G after it are powers of 1024, k, m and g
   * are powers of 1000. What convert() passes over in silence, fractions and other letters, is
   * refused.
   */
  static long number(Word word, long least) {
    String text = word.text();
    long multiplier = text.isEmpty() ? 1 : multiplier(text.charAt(text.length() - 1));
    String digits = multiplier > 1 ? text.substring(0, text.length() - 1) : text;
    if (!digits.matches("-?[0-9]{1,12}")) {
      throw OptionScanner.bad(
          word.column(),
          "'"
              + text
              + "' is no whole number, with K, M, G (powers of 1024) or k, m, g (powers of"
              + " 1000) after it or without");
    }
    long value = Long.parseLong(digits);
    long limit = LARGEST / multiplier;
    if (value < -limit || value > limit) {
      throw OptionScanner.bad(
          word.column(), text + " is beyond netperf's largest number, " + LARGEST);
    }
    if (value * multiplier < least) {
      throw OptionScanner.bad(word.column(), text + " is too small; the least is " + least);
    }
    return value * multiplier;
  }

  /** Reads a number, or takes {@code otherwise} if the word is empty. */
  static long number(Word word, long least, long otherwise) {
    return word.text().isEmpty() ? otherwise : number(word, least);
  }

  private static long multiplier(char suffix) {
    return switch (suffix) {
      case 'K' -> 1L << 10;
      case 'M' -> 1L << 20;
      case 'G' -> 1L << 30;
      case 'k' -> 1_000;
      case 'm' -> 1_000_000;
      case 'g' -> 1_000_000_000;
      default -> 1;
    };
  }
}
