package dev.tollgate.core.spi;

/** How the text of a parameter's value is read. */
public enum ParameterType {
  /** {@code true} or {@code false}. */
  FLAG,
  /** A whole number. */
  INTEGER,
  /** A size: {@code 64K}, {@code 8MiB}; held in bytes. Binary multiples. */
  BYTES,
  /** A time span: {@code 10ms}, {@code 2s}; held in picoseconds. */
  DURATION,
  /** A frequency: {@code 3GHz}; held in hertz. Decimal multiples. */
  FREQUENCY,
  /** One of a few words. */
  CHOICE,
  /**
   * Name of a file to read, or empty for none. One that does not begin at the root is looked for
   * beside the configuration file that sets it; on a command line, in the working directory.
   */
  FILE,
  /**
   * Name of a file that the run writes besides its results, or empty for none. A run that writes
   * one is done again whenever it is asked for, since its record alone does not bring the file
   * back.
   */
  OUTPUT_FILE,
  /** Any other text. */
  TEXT
}
