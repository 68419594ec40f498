package dev.tollgate.cli.report;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.results.ClaimRecord;
import dev.tollgate.cli.results.ClaimRecord.MeasuredRecord;
import dev.tollgate.cli.results.ClaimRecord.PointRecord;
import dev.tollgate.cli.results.Results;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.Collectors;

/** What results say of the claims of their experiment, as text. */
public final class ClaimText {

  private static final MathContext DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);
  private static final String INDENT = " ".repeat(9);

  /** A list of more points than these is no longer read. */
  private static final int SHOWN_AT_MOST = 6;

  private ClaimText() {}

  /** A line for each claim behind a heading; nothing if there are none. */
  public static String brief(Results results) {
    if (results.claims().isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("Claims: " + summary(results) + "\n");
    for (ClaimRecord claim : results.claims()) {
      text.append("  ").append(head(claim)).append('\n');
    }
    return text.toString();
  }

  /** Everything about each claim. */
  public static String of(Results results) {
    StringBuilder text = new StringBuilder();
    for (ClaimRecord claim : results.claims()) {
      text.append(head(claim)).append('\n');
      String source = claim.source().isEmpty() ? "" : " (" + claim.source() + ")";
      text.append(INDENT).append(claim.sentence()).append(source).append('\n');
      text.append(INDENT).append(claim.measure()).append('\n');
      text.append(INDENT).append(basis(claim)).append('\n');
      for (String point : outside(claim)) {
        text.append(INDENT).append("not met at ").append(point).append('\n');
      }
    }
    return text.append(summary(results)).append('\n').toString();
  }

  /** {@code 7 of 9 claims met, 1 could not be measured}. */
  static String summary(Results results) {
    List<ClaimRecord> claims = results.claims();
    long met = claims.stream().filter(ClaimRecord::met).count();
    long unknown = claims.stream().filter(claim -> claim.measured() == null).count();
    return "%d of %d met%s"
        .formatted(met, claims.size(), unknown == 0 ? "" : ", " + unknown + " not measurable");
  }

  /** {@code met dart-like-calgary: 1.023 ratio, in 0.9 to 1.1}. */
  private static String head(ClaimRecord claim) {
    MeasuredRecord measured = claim.measured();
    String verdict = Strings.padEnd(verdict(claim), INDENT.length(), ' ') + claim.id() + ": ";
    return measured == null
        ? verdict + claim.notMeasurable()
        : verdict
            + shown(measured.value())
            + " "
            + measured.unit()
            + " ("
            + claim.band().text()
            + ")";
  }

  static String verdict(ClaimRecord claim) {
    return claim.met() ? "met" : claim.measured() == null ? "unknown" : "NOT MET";
  }

  /**
   * How the value came about: {@code worst of 12 points; runs 1-24; rests on 3 estimated prices}.
   */
  static String basis(ClaimRecord claim) {
    int points = claim.points().size();
    String of =
        switch (claim.over()) {
          case "each" -> points == 1 ? "" : "worst of %d values; ".formatted(points);
          default ->
              "%s of %d %s; ".formatted(claim.over(), points, points == 1 ? "value" : "values");
        };
    int estimates = claim.estimates().size();
    return (points == 0 ? "" : of)
        + runs(claim.runs())
        + (estimates == 0
            ? ""
            : "; rests on %d estimated %s"
                .formatted(estimates, estimates == 1 ? "price" : "prices"));
  }

  /** Where a claim about every point is not met. */
  static ImmutableList<String> outside(ClaimRecord claim) {
    if (!claim.over().equals("each")) {
      return ImmutableList.of();
    }
    List<PointRecord> outside =
        claim.points().stream()
            .filter(point -> !point.within() && !point.coordinates().isEmpty())
            .toList();
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    outside.stream()
        .limit(SHOWN_AT_MOST)
        .forEach(point -> lines.add(where(point) + ": " + shown(point.value())));
    if (outside.size() > SHOWN_AT_MOST) {
      lines.add("%d more".formatted(outside.size() - SHOWN_AT_MOST));
    }
    return lines.build();
  }

  private static String where(PointRecord point) {
    return point.coordinates().entrySet().stream()
        .map(
            axis ->
                axis.getKey().substring(axis.getKey().lastIndexOf('.') + 1)
                    + " = "
                    + axis.getValue())
        .collect(Collectors.joining(", "));
  }

  /** {@code run 3}, {@code runs 1-4, 7}. */
  private static String runs(List<Integer> runs) {
    if (runs.isEmpty()) {
      return "no runs";
    }
    StringBuilder text = new StringBuilder(runs.size() == 1 ? "run " : "runs ");
    for (int i = 0; i < runs.size(); ) {
      int last = i;
      while (last + 1 < runs.size() && runs.get(last + 1) == runs.get(last) + 1) {
        last++;
      }
      text.append(i == 0 ? "" : ", ").append(runs.get(i));
      if (last > i) {
        text.append(last == i + 1 ? ", " : "-").append(runs.get(last));
      }
      i = last + 1;
    }
    return text.toString();
  }

  /** Whole numbers in full, others with six digits. */
  static String shown(BigDecimal value) {
    BigDecimal rounded = value.scale() == 0 ? value : value.round(DIGITS).stripTrailingZeros();
    return rounded.scale() < 0 ? rounded.setScale(0).toPlainString() : rounded.toPlainString();
  }
}
