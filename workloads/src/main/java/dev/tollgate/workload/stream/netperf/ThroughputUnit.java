package dev.tollgate.workload.stream.netperf;

import org.jspecify.annotations.Nullable;

/**
 * The unit of throughput ({@code -f}): capitals are bytes and powers of 1024, small letters bits.
 */
public enum ThroughputUnit {
  /** Units of 1024 bytes. */
  KIBIBYTES('K', "KBytes", 1024.0),
  /** Units of 1024 squared bytes. */
  MEBIBYTES('M', "MBytes", 1024.0 * 1024.0),
  /** Units of 1024 cubed bytes. */
  GIBIBYTES('G', "GBytes", 1024.0 * 1024.0 * 1024.0),
  /** Thousands of bits. */
  KILOBITS('k', "10^3bits", 1000.0 / 8.0),
  /** Millions of bits, the default of streams. */
  MEGABITS('m', "10^6bits", 1000.0 * 1000.0 / 8.0),
  /** Thousands of millions of bits. */
  GIGABITS('g', "10^9bits", 1000.0 * 1000.0 * 1000.0 / 8.0),
  /** Transactions, the default of request/response tests. */
  TRANSACTIONS('x', "Trans", 1.0);

  private final char letter;
  private final String text;
  private final double bytes;

  ThroughputUnit(char letter, String text, double bytes) {
    this.letter = letter;
    this.text = text;
    this.bytes = bytes;
  }

  /** The letter after {@code -f}. */
  public char letter() {
    return letter;
  }

  /** The unit as tables name it, to be followed by a slash and a second. */
  public String text() {
    return text;
  }

  /** An amount per second in this unit, calculated in netperf's order. */
  double rate(double amount, double seconds) {
    return amount / bytes / seconds;
  }

  static @Nullable ThroughputUnit of(String letter) {
    for (ThroughputUnit unit : values()) {
      if (letter.length() == 1 && letter.charAt(0) == unit.letter) {
        return unit;
      }
    }
    return null;
  }
}
