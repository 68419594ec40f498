package dev.tollgate.cli.calibrate;

import com.typesafe.config.ConfigUtil;
import dev.tollgate.cli.calibrate.CalibrationRecord.FittedPrice;
import dev.tollgate.cli.calibrate.CalibrationRecord.Residual;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.cost.Price;
import dev.tollgate.core.cost.PriceGrade;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The fitted profile as a settings file: all prices of the one it came from, the fitted ones in it.
 */
final class ProfileText {

  private ProfileText() {}

  static String of(CostProfile base, CalibrationRecord calibration) {
    Map<String, Price> prices = new TreeMap<>(base.prices());
    for (FittedPrice fitted : calibration.prices()) {
      prices.put(
          fitted.step(),
          new Price(
              fitted.fitted().movePointRight(3).longValueExact(),
              PriceGrade.ESTIMATED,
              source(fitted, calibration)));
    }
    StringBuilder text =
        new StringBuilder(
            """
            # Prices of %s, some of them fitted by tollgate calibrate; docs/calibration.md says how.
            costs.%s {
              description = %s
              prices {
            """
                .formatted(
                    calibration.profile(),
                    calibration.name(),
                    quoted("%s; fitted: %s".formatted(base.description(), steps(calibration)))));
    prices.forEach(
        (step, price) ->
            text.append(
                """
                    %s {
                      cycles = %s
                      grade = %s
                      source = %s
                    }
                """
                    .formatted(
                        step,
                        cycles(price),
                        price.grade().name().toLowerCase(Locale.ROOT),
                        quoted(price.source()))));
    return text.append("  }\n}\n").toString();
  }

  private static String steps(CalibrationRecord calibration) {
    return calibration.prices().stream().map(FittedPrice::step).collect(Collectors.joining(", "));
  }

  private static String source(FittedPrice price, CalibrationRecord calibration) {
    String targets =
        calibration.targets().stream().map(ProfileText::target).collect(Collectors.joining("; "));
    return "fitted from %s to %s, before %s; targets: %s"
        .formatted(
            price.from().toPlainString(),
            price.to().toPlainString(),
            price.initial().toPlainString(),
            targets);
  }

  private static String target(Residual target) {
    return "%s residual %s".formatted(target.claim(), CalibrationText.signed(target.residual()));
  }

  private static String cycles(Price price) {
    return BigDecimal.valueOf(price.milliCycles(), 3).stripTrailingZeros().toPlainString();
  }

  private static String quoted(String text) {
    return ConfigUtil.quoteString(text);
  }
}
