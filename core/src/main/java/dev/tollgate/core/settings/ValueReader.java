package dev.tollgate.core.settings;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.spi.ParameterSpec;
import java.math.BigDecimal;

/** Turns one configuration value into the checked value of one parameter. */
final class ValueReader {

  private final String path;
  private final ParameterSpec spec;
  private final ConfigValue value;

  private ValueReader(String path, ParameterSpec spec, ConfigValue value) {
    this.path = path;
    this.spec = spec;
    this.value = value;
  }

  /**
   * The value as {@link Boolean}, {@link Long} or {@link String}.
   *
   * @param path of the value, for complaints: {@code iommu.calgary.table-size}
   */
  static Object read(String path, ParameterSpec spec, ConfigValue value) {
    return new ValueReader(path, spec, value).read();
  }

  /** What the spec's own default means; a complaint here is about the plugin. */
  static Object defaultOf(String path, ParameterSpec spec) {
    return read(
        path, spec, ConfigValueFactory.fromAnyRef(spec.defaultValue(), "default of " + path));
  }

  private Object read() {
    return switch (spec.type()) {
      case FLAG -> flag();
      case INTEGER, BYTES, DURATION, FREQUENCY -> number();
      case CHOICE -> choice();
      case FILE, OUTPUT_FILE, TEXT -> text();
    };
  }

  private Boolean flag() {
    return switch (scalar()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw unexpected();
    };
  }

  private String choice() {
    String word = scalar();
    if (!spec.choices().contains(word)) {
      String nearest = NearestName.of(word, spec.choices());
      throw unexpected(nearest == null ? "" : "; did you mean " + nearest + "?");
    }
    return word;
  }

  private String text() {
    if (value.valueType() != ConfigValueType.STRING) {
      boolean quotable =
          value.valueType() == ConfigValueType.NUMBER
              || value.valueType() == ConfigValueType.BOOLEAN;
      throw unexpected(quotable ? "; put it in double quotes if it is meant" : "");
    }
    return scalar();
  }

  private Long number() {
    long number;
    try {
      number = quantity(spec).parse(scalar());
    } catch (IllegalArgumentException e) {
      throw unexpected("; the value " + e.getMessage());
    }
    if (number < spec.minimum() || number > spec.maximum()) {
      throw unexpected();
    }
    if (!spec.choices().isEmpty()) {
      checkAmongChoices(number);
    }
    return number;
  }

  private void checkAmongChoices(long number) {
    String nearest = "";
    long least = Long.MAX_VALUE;
    for (String choice : spec.choices()) {
      long distance = Math.abs(quantity(spec).parse(choice) - number);
      if (distance == 0) {
        return;
      }
      if (distance < least) {
        least = distance;
        nearest = choice;
      }
    }
    throw unexpected("; the nearest is " + nearest);
  }

  /** The text of a value that is neither list nor object nor null. */
  private String scalar() {
    return switch (value.valueType()) {
      case STRING, NUMBER, BOOLEAN -> value.unwrapped().toString();
      case LIST, OBJECT, NULL -> throw unexpected();
    };
  }

  private BadInputException unexpected() {
    return unexpected("");
  }

  private BadInputException unexpected(String hint) {
    return Origins.complaint(
        value, path + " is " + found(value) + "; expected " + expectation(spec) + hint);
  }

  /** A value as it was written, shortened if it is long. */
  static String found(ConfigValue value) {
    String text = value.render(ConfigRenderOptions.concise());
    if (value.valueType() == ConfigValueType.NUMBER) {
      text = new BigDecimal(text).stripTrailingZeros().toPlainString();
    }
    String shown = text.length() > 60 ? text.substring(0, 57) + "..." : text;
    return switch (value.valueType()) {
      case LIST -> "the list " + shown;
      case OBJECT -> "the group of keys " + shown;
      default -> shown;
    };
  }

  /** What values of a parameter look like, for complaints and documentation. */
  static String expectation(ParameterSpec spec) {
    if (!spec.choices().isEmpty()) {
      return "one of " + String.join(", ", spec.choices());
    }
    return switch (spec.type()) {
      case FLAG -> "true or false";
      case FILE, OUTPUT_FILE -> "the name of a file";
      case CHOICE, TEXT -> "text";
      case INTEGER, BYTES, DURATION, FREQUENCY -> quantity(spec).expectation() + range(spec);
    };
  }

  private static String range(ParameterSpec spec) {
    boolean low = spec.minimum() != Long.MIN_VALUE;
    boolean high = spec.maximum() != Long.MAX_VALUE;
    String least = quantity(spec).format(spec.minimum());
    String most = quantity(spec).format(spec.maximum());
    if (low && high) {
      return " from " + least + " to " + most;
    }
    return (low ? ", at least " + least : "") + (high ? ", at most " + most : "");
  }

  private static Quantity quantity(ParameterSpec spec) {
    return switch (spec.type()) {
      case INTEGER -> Quantity.COUNT;
      case BYTES -> Quantity.SIZE;
      case DURATION -> Quantity.TIME;
      case FREQUENCY -> Quantity.FREQUENCY;
      case FLAG, CHOICE, FILE, OUTPUT_FILE, TEXT ->
          throw new IllegalArgumentException(spec.type() + " is no number");
    };
  }
}
