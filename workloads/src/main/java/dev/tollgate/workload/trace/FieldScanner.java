package dev.tollgate.workload.trace;

import java.nio.charset.StandardCharsets;

/**
 * A walk over the words of an event's text: bare words, {@code key=value} and {@code key={a,b}}.
 *
 * <p>Numbers that cannot be read set {@link #damaged}, which stays set until the next {@link
 * #reset}; decoders look at it once, at the end of the line.
 */
final class FieldScanner {

  private byte[] text = new byte[0];
  private int next;
  private int end;
  private int keyStart;
  private int keyEnd;
  private int valueStart;
  private int valueEnd;
  private boolean keyed;
  private boolean damaged;

  /** Returns the bytes of a key or word to compare with. */
  static byte[] word(String word) {
    return word.getBytes(StandardCharsets.US_ASCII);
  }

  void reset(byte[] line, int from, int to) {
    text = line;
    next = from;
    end = to;
    damaged = false;
  }

  /** Moves to the next word; false at the end of the line. */
  boolean next() {
    byte[] line = text;
    int stop = end;
    int i = next;
    while (i < stop && line[i] == ' ') {
      i++;
    }
    if (i == stop) {
      next = i;
      return false;
    }
    keyStart = i;
    while (i < stop && line[i] != ' ' && line[i] != '=') {
      i++;
    }
    keyEnd = i;
    keyed = i < stop && line[i] == '=';
    valueStart = keyed ? i + 1 : keyStart;
    if (keyed) {
      i = valueEnd(line, i + 1, stop);
    }
    valueEnd = i;
    next = i;
    return true;
  }

  /** Tells whether the word is a {@code key=value} with this key. */
  boolean keyIs(byte[] key) {
    return keyed && same(key, keyStart, keyEnd);
  }

  /** Tells whether the word has no key. */
  boolean isBare() {
    return !keyed;
  }

  /** Tells whether the value, or the bare word, is this. */
  boolean valueIs(byte[] word) {
    return same(word, valueStart, valueEnd);
  }

  int valueStart() {
    return valueStart;
  }

  int valueEnd() {
    return valueEnd;
  }

  boolean damaged() {
    return damaged;
  }

  void damage() {
    damaged = true;
  }

  /** Reads the value as hexadecimal, with or without {@code 0x}; {@code (null)} is 0. */
  long hex() {
    return text(valueStart) == '(' ? 0 : hex(valueStart, valueEnd);
  }

  /** Reads the value as decimal, or as hexadecimal if it begins with {@code 0x}. */
  long number() {
    int from = valueStart;
    int to = valueEnd;
    if (to - from > 2 && text[from] == '0' && text[from + 1] == 'x') {
      return hex(from, to);
    }
    boolean negative = to > from && text[from] == '-';
    from += negative ? 1 : 0;
    long value = 0;
    damaged |= to == from || to - from > 18;
    for (int i = from; i < to && !damaged; i++) {
      int digit = text[i] - '0';
      damaged |= digit < 0 || digit > 9;
      value = 10 * value + digit;
    }
    return negative ? -value : value;
  }

  /**
   * Reads the value as a list {@code {0x1,0x2}} of hexadecimal numbers into {@code target} and
   * returns how many there were; damaged if there are more than fit.
   */
  int list(long[] target) {
    int i = valueStart;
    int last = valueEnd - 1;
    if (last <= i || text[i] != '{' || text[last] != '}') {
      damaged = true;
      return 0;
    }
    int count = 0;
    i++;
    while (i < last && !damaged) {
      int stop = i;
      while (stop < last && text[stop] != ',') {
        stop++;
      }
      if (count == target.length) {
        damaged = true;
        return count;
      }
      target[count++] = hex(i, stop);
      i = stop + 1;
    }
    return count;
  }

  private long hex(int begin, int to) {
    int from = begin;
    if (to - from > 2 && text[from] == '0' && text[from + 1] == 'x') {
      from += 2;
    }
    long value = 0;
    damaged |= to == from || to - from > 16;
    for (int i = from; i < to && !damaged; i++) {
      int digit = digit(text[i]);
      damaged |= digit < 0;
      value = value << 4 | digit;
    }
    return value;
  }

  private byte text(int at) {
    return at < end ? text[at] : 0;
  }

  private boolean same(byte[] word, int from, int to) {
    if (word.length != to - from) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      if (word[i] != text[from + i]) {
        return false;
      }
    }
    return true;
  }

  private static int blanks(byte[] line, int from, int stop) {
    int i = from;
    while (i < stop && line[i] == ' ') {
      i++;
    }
    return i;
  }

  /** Finds the blank behind the value; {@code ptr= (null)} has its blanks in front. */
  private int valueEnd(byte[] line, int from, int stop) {
    int i = from;
    if (i < stop && line[i] == ' ') {
      int text = blanks(line, i, stop);
      if (text == stop || line[text] != '(') {
        return i;
      }
      valueStart = text;
      i = text;
    }
    while (i < stop && line[i] != ' ') {
      i++;
    }
    return i;
  }

  private static int digit(byte b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    int letter = b | 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
  }
}
