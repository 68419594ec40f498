package dev.tollgate.cli.gauge;

import dev.tollgate.cli.claim.Fraction;
import org.jspecify.annotations.Nullable;

/** How a figure is compared with an amount. */
public enum Comparison {
  /** Above it. */
  MORE(">"),
  /** Above or equal. */
  AT_LEAST(">="),
  /** Below it. */
  LESS("<"),
  /** Below or equal. */
  AT_MOST("<=");

  private final String sign;

  Comparison(String sign) {
    this.sign = sign;
  }

  /** As written. */
  public String sign() {
    return sign;
  }

  static @Nullable Comparison of(String sign) {
    for (Comparison comparison : values()) {
      if (comparison.sign.equals(sign)) {
        return comparison;
      }
    }
    return null;
  }

  /** Whether it holds. */
  public boolean holds(Fraction value, Fraction limit) {
    int order = value.compareTo(limit);
    return switch (this) {
      case MORE -> order > 0;
      case AT_LEAST -> order >= 0;
      case LESS -> order < 0;
      case AT_MOST -> order <= 0;
    };
  }
}
