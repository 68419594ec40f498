package dev.tollgate.workload.stream.netperf;

/** The form of the output. */
public enum OutputMode {
  /** The table of the classic test. */
  CLASSIC,
  /** Lines {@code NAME=value} ({@code -k}). */
  KEY_VALUE,
  /** A line of names, a line of values, with commas ({@code -o}). */
  CSV,
  /** Columns with up to four lines of title ({@code -O}; the default of {@code -t omni}). */
  HUMAN
}
