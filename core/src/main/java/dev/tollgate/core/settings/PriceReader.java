package dev.tollgate.core.settings;

import com.google.common.collect.ImmutableList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.tollgate.core.cost.Price;
import dev.tollgate.core.cost.PriceGrade;
import dev.tollgate.core.spi.ParameterSpec;
import java.util.Locale;

/** Reads the price of one step. */
final class PriceReader {

  /** Dearest price: a second on a 1 GHz CPU. Beyond it is a mistake. */
  private static final long MOST_MILLI_CYCLES = 1_000_000_000L * Price.MILLI;

  private static final String CYCLES = "cycles";
  private static final ParameterSpec GRADE =
      ParameterSpec.choice(
          "grade",
          "estimated",
          ImmutableList.of("measured", "published", "estimated"),
          "How well the price is founded.");
  private static final ParameterSpec SOURCE =
      ParameterSpec.text("source", "", "Where the price comes from, or what it is derived from.");
  private static final ImmutableList<String> KEYS =
      ImmutableList.of(CYCLES, GRADE.name(), SOURCE.name());

  private PriceReader() {}

  /**
   * A price with all that it must say: {@code { cycles = 1500, grade = estimated, source = "…" }}.
   *
   * <p>One whose cycles come from another file than its grade and source is refused: these would
   * vouch for a number they never gave.
   */
  static Price read(String path, ConfigValue value) {
    if (!(value instanceof ConfigObject keys)) {
      throw Origins.complaint(
          value,
          path
              + " is "
              + ValueReader.found(value)
              + "; expected { cycles = 1500, grade = estimated, source = \"…\" }");
    }
    ParameterReader.checkKeys(path, keys, KEYS);
    ConfigValue cycles = ParameterReader.require(path, keys, CYCLES);
    ConfigValue grade = ParameterReader.require(path, keys, GRADE.name());
    ConfigValue source = ParameterReader.require(path, keys, SOURCE.name());
    for (ConfigValue witness : ImmutableList.of(grade, source)) {
      if (!Origins.sameSource(cycles, witness)) {
        throw Origins.complaint(
            cycles,
            path
                + " has its cycles from here but its grade and source from "
                + Origins.place(witness)
                + "; set all three, or set cost."
                + path.substring(path.lastIndexOf('.') + 1)
                + " to ask what if");
      }
    }
    String gradeWord = (String) ValueReader.read(path + ".grade", GRADE, grade);
    String sourceText = (String) ValueReader.read(path + ".source", SOURCE, source);
    if (sourceText.isBlank()) {
      throw Origins.complaint(source, path + ".source is blank; a price needs a source");
    }
    return new Price(
        milliCycles(path + ".cycles", cycles),
        PriceGrade.valueOf(gradeWord.toUpperCase(Locale.ROOT)),
        sourceText);
  }

  /** A price that a user sets to see what would happen: a bare number of cycles does. */
  static Price readWhatIf(String path, ConfigValue value) {
    if (value instanceof ConfigObject keys && (keys.size() != 1 || keys.get(CYCLES) == null)) {
      return read(path, keys);
    }
    ConfigValue cycles =
        value instanceof ConfigObject keys ? keys.getOrDefault(CYCLES, value) : value;
    return new Price(
        milliCycles(path, cycles),
        PriceGrade.ESTIMATED,
        "what-if, set by " + Origins.place(cycles));
  }

  private static long milliCycles(String path, ConfigValue value) {
    String problem = "";
    switch (value.valueType()) {
      case NUMBER, STRING -> {
        try {
          long milliCycles = Quantity.CYCLES.parse(value.unwrapped().toString());
          if (milliCycles >= 0 && milliCycles <= MOST_MILLI_CYCLES) {
            return milliCycles;
          }
        } catch (IllegalArgumentException e) {
          problem = "; the value " + e.getMessage();
        }
      }
      default -> {}
    }
    throw Origins.complaint(
        value,
        path
            + " is "
            + ValueReader.found(value)
            + "; expected cycles from 0 to 1000000000, with at most three decimals"
            + problem);
  }
}
