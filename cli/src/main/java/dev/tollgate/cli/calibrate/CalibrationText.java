package dev.tollgate.cli.calibrate;

import com.google.common.base.Strings;
import dev.tollgate.cli.calibrate.CalibrationRecord.ClaimSensitivity;
import dev.tollgate.cli.calibrate.CalibrationRecord.End;
import dev.tollgate.cli.calibrate.CalibrationRecord.FittedPrice;
import dev.tollgate.cli.calibrate.CalibrationRecord.Influence;
import dev.tollgate.cli.calibrate.CalibrationRecord.Residual;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A calibration as tables of text. */
final class CalibrationText {

  private static final MathContext DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);

  private CalibrationText() {}

  static String of(CalibrationRecord calibration) {
    List<List<String>> prices = new ArrayList<>();
    prices.add(List.of("price", "from", "to", "before", "fitted"));
    for (FittedPrice price : calibration.prices()) {
      prices.add(
          List.of(
              price.step(),
              price.from().toPlainString(),
              price.to().toPlainString(),
              price.initial().toPlainString(),
              price.fitted().toPlainString()));
    }
    List<List<String>> targets = new ArrayList<>();
    targets.add(List.of("target", "wanted", "measured", "residual"));
    for (Residual target : calibration.targets()) {
      BigDecimal wanted = target.wanted();
      targets.add(
          List.of(
              target.claim(),
              wanted == null ? "in its band" : shown(wanted),
              shown(target.measured()),
              signed(target.residual())));
    }
    List<List<String>> claims = new ArrayList<>();
    claims.add(
        List.of(
            "claim",
            "",
            calibration.prices().isEmpty() ? "as it is" : "fitted",
            "price",
            "at low end",
            "at high end",
            ""));
    for (ClaimSensitivity claim : calibration.claims()) {
      boolean first = true;
      for (Influence influence : claim.influences()) {
        claims.add(
            List.of(
                first ? claim.claim() : "",
                first ? (claim.met() ? "met" : "NOT MET") : "",
                first ? shown(claim.measured()) : "",
                influence.step()
                    + (influence.fitted() || calibration.prices().isEmpty() ? "" : " (not fitted)"),
                end(influence.low()),
                end(influence.high()),
                influence.decides() ? "decides" : ""));
        first = false;
      }
    }
    if (calibration.prices().isEmpty()) {
      return "Profile %s, nothing fitted\n\n%s".formatted(calibration.profile(), table(claims));
    }
    return "Profile %s, from %s after %d trials\n\n%s\n%s\n%s"
        .formatted(
            calibration.name(),
            calibration.profile(),
            calibration.evaluations(),
            table(prices),
            table(targets),
            table(claims));
  }

  private static String end(End end) {
    return "%s: %s%s"
        .formatted(
            end.price().toPlainString(), shown(end.measured()), end.met() ? " met" : " not met");
  }

  /** A number with its sign, or 0. */
  static String signed(BigDecimal value) {
    String text = shown(value);
    return value.signum() > 0 ? "+" + text : text;
  }

  private static String shown(@Nullable BigDecimal value) {
    if (value == null) {
      return "not measurable";
    }
    return value.signum() == 0 ? "0" : value.round(DIGITS).stripTrailingZeros().toPlainString();
  }

  private static String table(List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        int at = column;
        int width = rows.stream().mapToInt(one -> one.get(at).length()).max().orElse(0);
        line.append(Strings.padEnd(row.get(column), width, ' ')).append("  ");
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
