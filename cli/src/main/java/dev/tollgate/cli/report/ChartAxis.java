package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.cli.claim.Cell;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The axis along which charts are drawn: of the axes of an experiment whose values are numbers, the
 * one with most of them.
 *
 * @param path of the axis; empty for an axis that the experiment does not have
 * @param title for readers
 * @param labels of the values in ascending order
 * @param positions where the values stand
 */
record ChartAxis(
    String path, String title, ImmutableList<String> labels, ImmutableList<BigDecimal> positions) {

  private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([KMG]?)(?:i?B)?");
  private static final ImmutableMap<String, Long> PREFIXES =
      ImmutableMap.of("", 1L, "K", 1L << 10, "M", 1L << 20, "G", 1L << 30);
  private static final BigDecimal KIBI = BigDecimal.valueOf(1024);

  /** From this ratio of the largest to the smallest position on, equal ratios look equal. */
  private static final BigDecimal LOGARITHMIC_FROM = BigDecimal.valueOf(8);

  /** The axis of some results; null if none of theirs has several numbers. */
  static @Nullable ChartAxis of(Results results) {
    ChartAxis chosen = null;
    for (String path : results.axes()) {
      ChartAxis axis = path.equals(Cell.REPEAT) ? null : along(path, results);
      if (axis != null
          && (chosen == null || axis.positions().size() >= chosen.positions().size())) {
        chosen = axis;
      }
    }
    return chosen;
  }

  private static @Nullable ChartAxis along(String path, Results results) {
    Map<BigDecimal, String> labels = new TreeMap<>();
    for (RunRecord run : results.runs()) {
      String label = run.coordinates().get(path);
      if (label == null) {
        continue;
      }
      BigDecimal position = position(run, path, label);
      if (position == null) {
        return null;
      }
      labels.put(position, brief(position, label));
    }
    return labels.size() < 2
        ? null
        : new ChartAxis(
            path,
            lastWord(path).replace('-', ' '),
            ImmutableList.copyOf(labels.values()),
            ImmutableList.copyOf(labels.keySet()));
  }

  /** Where a run stands, by its resolved parameters if they have it; null if that is no number. */
  private static @Nullable BigDecimal position(RunRecord run, String path, String label) {
    int dot = path.lastIndexOf('.');
    Map<String, Object> parameters =
        dot < 0 ? null : run.spec().parameters().get(path.substring(0, dot));
    Object value = parameters == null ? null : parameters.get(lastWord(path));
    if (value instanceof Number number) {
      return new BigDecimal(number.toString()).stripTrailingZeros();
    }
    Matcher size = SIZE.matcher(label);
    if (value != null || !size.matches()) {
      return null;
    }
    Long prefix = PREFIXES.get(size.group(2));
    return prefix == null
        ? null
        : new BigDecimal(size.group(1)).multiply(BigDecimal.valueOf(prefix)).stripTrailingZeros();
  }

  /** {@code 64K} for 65536, which is what people call it. */
  private static String brief(BigDecimal position, String label) {
    if (!label.equals(position.toPlainString())) {
      return label;
    }
    BigDecimal rest = position;
    String suffix = "";
    for (String prefix : ImmutableList.of("K", "M", "G")) {
      if (rest.signum() <= 0 || rest.remainder(KIBI).signum() != 0) {
        break;
      }
      rest = rest.divide(KIBI);
      suffix = prefix;
    }
    return rest.stripTrailingZeros().toPlainString() + suffix;
  }

  /** The place of a run among the values, from 0; -1 if the axis does not matter to it. */
  int indexOf(RunRecord run) {
    String label = run.coordinates().get(path);
    BigDecimal position = label == null ? null : position(run, path, label);
    return position == null ? -1 : positions.indexOf(position);
  }

  /** Whether equal ratios are drawn at equal distances. */
  boolean isLogarithmic() {
    BigDecimal least = positions.get(0);
    return least.signum() > 0
        && least.multiply(LOGARITHMIC_FROM).compareTo(positions.get(positions.size() - 1)) <= 0;
  }

  /** For the script. */
  ImmutableMap<String, Object> data() {
    return ImmutableMap.of(
        "title", title,
        "labels", labels,
        "positions", positions,
        "logarithmic", isLogarithmic());
  }

  private static String lastWord(String axis) {
    return axis.substring(axis.lastIndexOf('.') + 1);
  }
}
