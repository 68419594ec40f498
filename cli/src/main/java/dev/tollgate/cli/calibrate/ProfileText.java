package dev.tollgate.cli.calibrate;

import com.typesafe.config.ConfigUtil;
import dev.tollgate.cli.calibrate.CalibrationRecord.FittedPrice;
import dev.tollgate.cli.calibrate.CalibrationRecord.Residual;
import dev.tollgate.core.cost.CostProfile;
import java.util.stream.Collectors;

/** The fitted profile as a settings file: the one it came from, with the fitted prices. */
final class ProfileText {

  private ProfileText() {}

  static String of(CostProfile base, CalibrationRecord calibration) {
    StringBuilder text =
        new StringBuilder(
            """
            # Prices fitted by tollgate calibrate (docs/calibration.md); include this file and name the profile:
            # machines.MACHINE.cost = %s
            costs.%s = ${costs.%s} {
              description = %s
              prices {
            """
                .formatted(
                    calibration.name(),
                    calibration.name(),
                    calibration.profile(),
                    quoted("%s; fitted: %s".formatted(base.description(), steps(calibration)))));
    for (FittedPrice fitted : calibration.prices()) {
      text.append(
          """
              %s {
                cycles = %s
                grade = estimated
                source = %s
              }
          """
              .formatted(
                  fitted.step(),
                  fitted.fitted().toPlainString(),
                  quoted(source(fitted, calibration))));
    }
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

  private static String quoted(String text) {
    return ConfigUtil.quoteString(text);
  }
}
