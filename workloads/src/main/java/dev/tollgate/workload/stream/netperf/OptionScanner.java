package dev.tollgate.workload.stream.netperf;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.error.BadInputException;

/**
 * The options of a command line, one at a time, as getopt takes them apart: letters can share a
 * dash, an argument can follow its letter at once or as the next word.
 */
final class OptionScanner {

  /** The word that ends netperf's own options and begins those of the test. */
  static final String SEPARATOR = "--";

  /**
   * A word of the line.
   *
   * @param text without quotes
   * @param column of its first character, from 1
   */
  record Word(String text, int column) {}

  private final ImmutableList<Word> words;
  private int word;
  private int letter;
  private int column;

  OptionScanner(String line) {
    this.words = split(line);
    if (!words.isEmpty() && isProgram(words.get(0).text())) {
      word++;
    }
  }

  /**
   * Moves to the next option.
   *
   * @return its letter, or 0 at the separator, which is passed, or at the end
   */
  char next() {
    if (word == words.size()) {
      return 0;
    }
    Word current = words.get(word);
    if (letter == 0) {
      if (current.text().equals(SEPARATOR)) {
        word++;
        return 0;
      }
      if (current.text().length() < 2 || current.text().charAt(0) != '-') {
        throw bad(
            current.column(), "'" + current.text() + "' is no option; options begin with a dash");
      }
      letter = 1;
    }
    char option = current.text().charAt(letter);
    column = current.column() + letter;
    letter++;
    if (letter == current.text().length()) {
      letter = 0;
      word++;
    }
    return option;
  }

  /** Complains about whatever is left. */
  void expectEnd() {
    if (word < words.size()) {
      throw bad(words.get(word).column(), "nothing can stand after the test's options");
    }
  }

  /** Column of the last option's letter, from 1. */
  int column() {
    return column;
  }

  /** The argument of the last option. */
  Word argument(char option) {
    if (letter > 0) {
      Word current = words.get(word);
      Word rest = new Word(current.text().substring(letter), current.column() + letter);
      letter = 0;
      word++;
      return rest;
    }
    if (word == words.size()) {
      throw bad(column, "-" + option + " needs an argument");
    }
    return words.get(word++);
  }

  /** Passes the number after {@code -c} and {@code -C}, a CPU rate of an earlier calibration. */
  void skipNumber() {
    if (letter == 0 && word < words.size()) {
      char first = firstCharacter(words.get(word));
      if (first >= '0' && first <= '9') {
        word++;
      }
    }
  }

  /** The word after {@code -k}, {@code -o} and {@code -O}, or an empty one if there is none. */
  Word optionalWord() {
    if (letter == 0 && word < words.size() && firstCharacter(words.get(word)) != '-') {
      return words.get(word++);
    }
    return new Word("", column);
  }

  /** A complaint about a place of the line. */
  static BadInputException bad(int column, String message) {
    return new BadInputException("netperf options, column " + column + ": " + message);
  }

  private static char firstCharacter(Word word) {
    return word.text().isEmpty() ? 0 : word.text().charAt(0);
  }

  private static boolean isProgram(String text) {
    return text.equals("netperf") || text.endsWith("/netperf");
  }

  private static ImmutableList<Word> split(String line) {
    ImmutableList.Builder<Word> words = ImmutableList.builder();
    int at = 0;
    while (at < line.length()) {
      if (Character.isWhitespace(line.charAt(at))) {
        at++;
        continue;
      }
      int start = at;
      char quote = 0;
      StringBuilder text = new StringBuilder();
      while (at < line.length() && (quote != 0 || !Character.isWhitespace(line.charAt(at)))) {
        char c = line.charAt(at++);
        if (quote == 0 && (c == '"' || c == '\'')) {
          quote = c;
        } else if (c == quote) {
          quote = 0;
        } else {
          text.append(c);
        }
      }
      if (quote != 0) {
        throw bad(start + 1, "the quote " + quote + " has no end");
      }
      words.add(new Word(text.toString(), start + 1));
    }
    return words.build();
  }
}
