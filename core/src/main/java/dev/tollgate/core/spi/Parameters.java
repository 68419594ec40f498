package dev.tollgate.core.spi;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Checked values for the parameters that a part declared: every declared name has a value, no other
 * name exists. Looked up when an object is created, never during a run.
 */
public final class Parameters {

  /** Values of a part that declares no parameters. */
  public static final Parameters NONE = new Parameters("", ImmutableSortedMap.of());

  private final String path;
  private final ImmutableSortedMap<String, Object> values;

  /**
   * Values as read.
   *
   * @param path where they stand in a configuration: {@code iommu.calgary}
   * @param values {@link Boolean} for flags, {@link Long} for integers, bytes, picoseconds and
   *     hertz, {@link String} for choices and text, by parameter name
   */
  public Parameters(String path, ImmutableSortedMap<String, Object> values) {
    this.path = path;
    this.values = values;
  }

  /** Where the values stand in a configuration. */
  public String path() {
    return path;
  }

  /** All values by name, for the record of a run. */
  public ImmutableSortedMap<String, Object> asMap() {
    return values;
  }

  /** The value of a {@link ParameterType#FLAG}. */
  public boolean flag(String name) {
    return get(name, Boolean.class);
  }

  /** The value of an {@link ParameterType#INTEGER}. */
  public long integer(String name) {
    return get(name, Long.class);
  }

  /** The value of a {@link ParameterType#BYTES}, in bytes. */
  public long bytes(String name) {
    return get(name, Long.class);
  }

  /** The value of a {@link ParameterType#DURATION}, in picoseconds. */
  public long picoseconds(String name) {
    return get(name, Long.class);
  }

  /** The value of a {@link ParameterType#FREQUENCY}, in hertz. */
  public long hertz(String name) {
    return get(name, Long.class);
  }

  /**
   * The value of a {@link ParameterType#CHOICE}, {@link ParameterType#FILE}, {@link
   * ParameterType#OUTPUT_FILE} or {@link ParameterType#TEXT}.
   */
  public String text(String name) {
    return get(name, String.class);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Parameters that && path.equals(that.path) && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return Objects.hash(path, values);
  }

  @Override
  public String toString() {
    return path + values;
  }

  private <T> T get(String name, Class<T> type) {
    Object value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no parameter " + name + " was declared for " + path);
    }
    return type.cast(value);
  }
}
