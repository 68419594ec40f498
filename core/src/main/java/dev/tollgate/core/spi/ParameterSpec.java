package dev.tollgate.core.spi;

import com.google.common.collect.ImmutableList;

/**
 * One parameter of a plugin's part, declared once, beside the part: it feeds validation, {@code
 * tollgate plugins} and the documentation.
 *
 * @param name lower-case words joined by hyphens, unique within the part
 * @param type how values are read
 * @param defaultValue the value used when nothing is set, in the notation of a configuration file
 * @param minimum smallest value allowed, in the unit of {@code type}; {@link Long#MIN_VALUE} if any
 * @param maximum largest value allowed; {@link Long#MAX_VALUE} if any
 * @param choices the values allowed for {@link ParameterType#CHOICE}, and for {@link
 *     ParameterType#BYTES} or {@link ParameterType#INTEGER} where only some values exist; empty if
 *     any
 * @param doc one or two sentences: what it is, with its unit and where the default comes from
 */
public record ParameterSpec(
    String name,
    ParameterType type,
    String defaultValue,
    long minimum,
    long maximum,
    ImmutableList<String> choices,
    String doc) {

  /** A switch. */
  public static ParameterSpec flag(String name, boolean defaultValue, String doc) {
    return of(name, ParameterType.FLAG, Boolean.toString(defaultValue), ImmutableList.of(), doc);
  }

  /** A whole number from {@code minimum} to {@code maximum}, both included. */
  public static ParameterSpec integer(
      String name, long defaultValue, long minimum, long maximum, String doc) {
    return new ParameterSpec(
        name,
        ParameterType.INTEGER,
        Long.toString(defaultValue),
        minimum,
        maximum,
        ImmutableList.of(),
        doc);
  }

  /** A size in bytes, from {@code minimum} to {@code maximum}, both included. */
  public static ParameterSpec bytes(
      String name, String defaultValue, long minimum, long maximum, String doc) {
    return new ParameterSpec(
        name, ParameterType.BYTES, defaultValue, minimum, maximum, ImmutableList.of(), doc);
  }

  /** A size in bytes out of a few. */
  public static ParameterSpec bytesOf(
      String name, String defaultValue, ImmutableList<String> choices, String doc) {
    return of(name, ParameterType.BYTES, defaultValue, choices, doc);
  }

  /** A time span, not negative. */
  public static ParameterSpec duration(String name, String defaultValue, String doc) {
    return new ParameterSpec(
        name, ParameterType.DURATION, defaultValue, 0, Long.MAX_VALUE, ImmutableList.of(), doc);
  }

  /** A frequency, from {@code minimum} to {@code maximum} hertz, both included. */
  public static ParameterSpec frequency(
      String name, String defaultValue, long minimum, long maximum, String doc) {
    return new ParameterSpec(
        name, ParameterType.FREQUENCY, defaultValue, minimum, maximum, ImmutableList.of(), doc);
  }

  /** One word out of a few. */
  public static ParameterSpec choice(
      String name, String defaultValue, ImmutableList<String> choices, String doc) {
    return of(name, ParameterType.CHOICE, defaultValue, choices, doc);
  }

  /** Name of a file to read; there is none unless it is set. */
  public static ParameterSpec file(String name, String doc) {
    return of(name, ParameterType.FILE, "", ImmutableList.of(), doc);
  }

  /** Name of a file to write; there is none unless it is set. */
  public static ParameterSpec outputFile(String name, String doc) {
    return of(name, ParameterType.OUTPUT_FILE, "", ImmutableList.of(), doc);
  }

  /** Any text; the default may be empty. */
  public static ParameterSpec text(String name, String defaultValue, String doc) {
    return of(name, ParameterType.TEXT, defaultValue, ImmutableList.of(), doc);
  }

  private static ParameterSpec of(
      String name,
      ParameterType type,
      String defaultValue,
      ImmutableList<String> choices,
      String doc) {
    return new ParameterSpec(
        name, type, defaultValue, Long.MIN_VALUE, Long.MAX_VALUE, choices, doc);
  }
}
