package dev.tollgate.workload.boot;

import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.ParameterType;
import dev.tollgate.core.spi.Parameters;
import java.util.TreeMap;

/** Options of a boot for tests: the defaults, with some replaced. */
final class Options {

  private static final long SECOND = 1_000_000_000_000L;

  private Options() {}

  /** Names and values in turn. */
  static BootOptions with(Object... namesAndValues) {
    TreeMap<String, Object> values = new TreeMap<>();
    for (ParameterSpec spec : BootOptions.PARAMETERS) {
      values.put(spec.name(), value(spec));
    }
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return BootOptions.of(new Parameters("workload.boot", ImmutableSortedMap.copyOf(values)));
  }

  private static Object value(ParameterSpec spec) {
    String text = spec.defaultValue();
    return switch (spec.type()) {
      case FLAG -> Boolean.valueOf(text);
      case INTEGER -> Long.valueOf(text);
      case BYTES ->
          text.endsWith("K")
              ? Long.parseLong(text.substring(0, text.length() - 1)) << 10
              : Long.parseLong(text);
      case DURATION -> Long.parseLong(text.replace("s", "")) * SECOND;
      case FREQUENCY -> throw new AssertionError(ParameterType.FREQUENCY);
      case CHOICE, FILE, OUTPUT_FILE, TEXT -> text;
    };
  }
}
