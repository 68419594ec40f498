package dev.tollgate.cli.gauge;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import dev.tollgate.cli.claim.Fraction;
import dev.tollgate.cli.gauge.Condition.Selection;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.settings.NearestName;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads conditions: {@code METRIC OPERATOR AMOUNT [where AXIS=VALUE|VALUE,AXIS!=VALUE]}. Complaints
 * show the place.
 */
public final class ConditionParser {

  private static final Pattern NAME = Pattern.compile("\\s*([A-Za-z][A-Za-z0-9._-]*)\\s*");
  private static final Pattern OPERATOR = Pattern.compile("([<>=!]+)\\s*");
  private static final Pattern NUMBER = Pattern.compile("([+-]?)(\\d+(?:\\.\\d+)?)\\s*");
  private static final Pattern UNIT = Pattern.compile("(?:(?!where\\b)[^\\s\\d,]+)?\\s*");
  private static final Pattern WHERE = Pattern.compile("where\\b\\s*");
  private static final Pattern SELECTION = Pattern.compile("([^\\s=!,]+)\\s*(!?=)\\s*([^,]*)");

  private final String option;
  private final String text;
  private final ImmutableList<RunRecord> runs;
  private final Gauges gauges;
  private int at;

  private ConditionParser(String option, String text, ImmutableList<RunRecord> runs) {
    this.option = option;
    this.text = text;
    this.runs = runs;
    this.gauges = new Gauges(runs);
  }

  /**
   * A condition about some runs.
   *
   * @param option where it was given, for complaints
   * @throws BadInputException if it makes no sense, or no run reports the figure
   */
  public static Condition parse(String option, String text, Iterable<RunRecord> runs) {
    return new ConditionParser(option, text, ImmutableList.copyOf(runs)).condition();
  }

  /**
   * A limit written {@code METRIC=AMOUNT}.
   *
   * @param comparison what must hold
   * @throws BadInputException as {@link #parse}
   */
  public static Condition limit(
      String option, String text, Comparison comparison, Iterable<RunRecord> runs) {
    ConditionParser parser = new ConditionParser(option, text, ImmutableList.copyOf(runs));
    Gauge gauge = parser.gauge();
    if (!parser.text.startsWith("=", parser.at)) {
      throw parser.complaint(parser.at, "expected METRIC=VALUE, such as safety.stale.p99=1ms");
    }
    parser.at++;
    Amount amount = parser.amount(gauge);
    parser.requireEnd();
    return new Condition(text, gauge, comparison, amount, ImmutableList.of());
  }

  private Condition condition() {
    Gauge gauge = gauge();
    Comparison comparison = comparison();
    Amount amount = amount(gauge);
    ImmutableList<Selection> where = where();
    requireEnd();
    return new Condition(text.strip(), gauge, comparison, amount, where);
  }

  private Gauge gauge() {
    Matcher name = match(NAME, "expected the name of a metric, such as safety.stale.p99");
    Gauge gauge = gauges.find(name.group(1));
    if (gauge == null) {
      throw complaint(
          name.start(1), "no run reports " + name.group(1) + gauges.hint(name.group(1)));
    }
    return gauge;
  }

  private Comparison comparison() {
    int start = at;
    Matcher sign = match(OPERATOR, "expected one of >, >=, <, <= after the metric");
    Comparison comparison = Comparison.of(sign.group(1));
    if (comparison == null) {
      throw complaint(start, sign.group(1) + " is no comparison; expected one of >, >=, <, <=");
    }
    return comparison;
  }

  private Amount amount(Gauge gauge) {
    ImmutableSortedSet<String> units = gauges.units(gauge);
    String expected = units.isEmpty() ? "a number" : AmountUnits.expected(units.first());
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    int start = at;
    Matcher number =
        match(NUMBER, "expected %s, or +5%% relative to the baseline".formatted(expected));
    String unit = match(UNIT, "expected a unit").group().strip();
    boolean signed = !number.group(1).isEmpty();
    Fraction value = Fraction.of(new BigDecimal(number.group(1) + number.group(2)));
    Amount.Kind kind =
        !signed
            ? Amount.Kind.ABSOLUTE
            : unit.equals("%") ? Amount.Kind.RELATIVE : Amount.Kind.DIFFERENCE;
    Amount amount = new Amount(kind, value, unit);
    if (!units.isEmpty() && units.stream().noneMatch(amount::fits)) {
      String written = number.group(2) + unit;
      throw complaint(
          start,
          unit.equals("%")
              ? "%s is in %s: write +%s for so much more than the baseline, or %s"
                  .formatted(gauge.name(), units.first(), written, expected)
              : "%s does not fit %s, which is in %s; expected %s"
                  .formatted(written, gauge.name(), units.first(), expected));
    }
    return amount;
  }

  private ImmutableList<Selection> where() {
    if (!text.startsWith("where", at)) {
      return ImmutableList.of();
    }
    match(WHERE, "expected where");
    ImmutableList.Builder<Selection> selections = ImmutableList.builder();
    do {
      Matcher selection = match(SELECTION, "expected AXIS=VALUE, such as iommu=calgary");
      selections.add(selection(selection));
    } while (at < text.length() && text.charAt(at) == ',' && skipComma());
    return selections.build();
  }

  private boolean skipComma() {
    at++;
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    return true;
  }

  private Selection selection(Matcher matcher) {
    String axis = axis(matcher.group(1), matcher.start(1));
    ImmutableSortedSet<String> known =
        runs.stream()
            .map(run -> RunPlace.at(run, axis))
            .filter(Objects::nonNull)
            .collect(ImmutableSortedSet.toImmutableSortedSet(String::compareTo));
    List<String> values = Splitter.on('|').trimResults().splitToList(matcher.group(3).strip());
    for (String value : values) {
      if (!known.contains(value)) {
        throw complaint(
            matcher.start(3),
            "no run has %s = %s%s"
                .formatted(axis, value, NearestName.hint(value, known, "values")));
      }
    }
    return new Selection(axis, ImmutableSet.copyOf(values), matcher.group(2).equals("="));
  }

  /** Axes may be named by their last word, if that says which. */
  private String axis(String word, int place) {
    ImmutableSortedSet<String> known =
        ImmutableSortedSet.<String>naturalOrder()
            .add("iommu", "policy", "allocator", "workload", "machine")
            .addAll(runs.stream().flatMap(run -> run.coordinates().keySet().stream()).iterator())
            .build();
    if (known.contains(word)) {
      return word;
    }
    List<String> ending = known.stream().filter(axis -> axis.endsWith("." + word)).toList();
    if (ending.size() != 1) {
      throw complaint(place, "no axis " + word + NearestName.hint(word, known, "axes"));
    }
    return ending.get(0);
  }

  private Matcher match(Pattern pattern, String problem) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      throw complaint(at, problem);
    }
    at = matcher.end();
    return matcher;
  }

  private void requireEnd() {
    if (!text.substring(at).isBlank()) {
      throw complaint(at, "unexpected " + text.substring(at).strip());
    }
  }

  private BadInputException complaint(int place, String problem) {
    return new BadInputException(
        "%s at %d: %s\n  %s\n  %s^".formatted(option, place + 1, problem, text, " ".repeat(place)));
  }
}
