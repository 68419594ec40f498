package dev.tollgate.cli.calibrate;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.cli.calibrate.CalibrationRecord.ClaimSensitivity;
import dev.tollgate.cli.calibrate.CalibrationRecord.End;
import dev.tollgate.cli.calibrate.CalibrationRecord.FittedPrice;
import dev.tollgate.cli.calibrate.CalibrationRecord.Influence;
import dev.tollgate.cli.calibrate.CalibrationRecord.Residual;
import dev.tollgate.cli.results.ClaimRecord;
import dev.tollgate.cli.results.ClaimRecord.MeasuredRecord;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.settings.NearestName;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fits prices to targets, then looks at what each price does to every claim.
 *
 * <p>The search begins at the prices as they were, and with each of them at each end of its range.
 * What is made small is the sum of the squares of the residuals, and of {@link #PULL} times the
 * squares of how far each price is from where it was, in parts of its range: where the targets
 * leave a choice, the least change is taken. Every measurement comes from runs of the model, none
 * is extrapolated.
 */
final class Calibration {

  /** Sets of prices tried at most. */
  static final int BUDGET = 400;

  /** Weight of a price's own change: half a range weighs as much as a residual of 0.005. */
  private static final BigDecimal PULL = new BigDecimal("0.0001");

  private static final int SCALE = 18;

  private final CalibrationSpec spec;
  private final ImmutableMap<String, BigDecimal> initial;
  private final Trial trial;
  private final ImmutableList<Integer> start;
  private final Map<ImmutableList<Integer>, ImmutableList<Residual>> residuals = new HashMap<>();

  /**
   * A calibration that has not begun.
   *
   * @param initial cycles of each price that is fitted or watched, by id of its step
   */
  Calibration(CalibrationSpec spec, ImmutableMap<String, BigDecimal> initial, Trial trial) {
    this.spec = spec;
    this.initial = initial;
    this.trial = trial;
    this.start =
        spec.prices().stream()
            .map(range -> range.nearest(initial(range)))
            .collect(ImmutableList.toImmutableList());
  }

  /** Where the search may begin: the prices as they were, and each of them at its ends. */
  private List<ImmutableList<Integer>> starts() {
    List<ImmutableList<Integer>> starts = new ArrayList<>();
    starts.add(start);
    for (int i = 0; i < start.size(); i++) {
      for (int end : new int[] {0, PriceRange.STEPS}) {
        List<Integer> place = new ArrayList<>(start);
        place.set(i, end);
        starts.add(ImmutableList.copyOf(place));
      }
    }
    return starts;
  }

  private BigDecimal initial(PriceRange range) {
    BigDecimal price = initial.get(range.step());
    if (price == null) {
      throw new IllegalArgumentException("no price of " + range.step());
    }
    return price;
  }

  /**
   * Fits, and runs the experiment at the ends of every range.
   *
   * @param title of the experiment
   * @param version of Tollgate
   * @throws BadInputException if a target is no claim, or cannot be measured
   */
  CalibrationRecord run(String title, String version) {
    CompassSearch search = new CompassSearch(PriceRange.STEPS, BUDGET, this::badness);
    ImmutableList<Integer> best =
        spec.prices().isEmpty() ? ImmutableList.of() : search.from(starts());
    List<FittedPrice> fitted = new ArrayList<>();
    for (int i = 0; i < best.size(); i++) {
      PriceRange range = spec.prices().get(i);
      fitted.add(
          new FittedPrice(
              range.step(), range.from(), range.to(), initial(range), price(range, i, best)));
    }
    return new CalibrationRecord(
        title,
        version,
        spec.profile(),
        spec.name(),
        fitted,
        residuals.getOrDefault(best, ImmutableList.of()),
        search.evaluations(),
        sensitivities(prices(best)));
  }

  /** A price that was not moved keeps its value, also if that is no place of the grid. */
  private BigDecimal price(PriceRange range, int index, ImmutableList<Integer> place) {
    return place.get(index).equals(start.get(index))
            && initial(range).compareTo(range.from()) >= 0
            && initial(range).compareTo(range.to()) <= 0
        ? initial(range)
        : range.at(place.get(index));
  }

  private ImmutableMap<String, BigDecimal> prices(ImmutableList<Integer> place) {
    ImmutableMap.Builder<String, BigDecimal> prices = ImmutableMap.builder();
    for (int i = 0; i < place.size(); i++) {
      PriceRange range = spec.prices().get(i);
      prices.put(range.step(), price(range, i, place));
    }
    return prices.buildOrThrow();
  }

  private BigDecimal badness(ImmutableList<Integer> place) {
    ImmutableList<ClaimRecord> claims = trial.claims(spec.search(), prices(place));
    ImmutableList<Residual> found =
        spec.targets().stream()
            .map(target -> residual(target, claim(target, claims)))
            .collect(ImmutableList.toImmutableList());
    residuals.put(place, found);
    BigDecimal sum = BigDecimal.ZERO;
    for (Residual residual : found) {
      sum = sum.add(residual.residual().pow(2));
    }
    for (int i = 0; i < place.size(); i++) {
      BigDecimal moved =
          BigDecimal.valueOf(place.get(i) - start.get(i))
              .divide(BigDecimal.valueOf(PriceRange.STEPS), SCALE, RoundingMode.HALF_EVEN);
      sum = sum.add(moved.pow(2).multiply(PULL));
    }
    return sum;
  }

  private static ClaimRecord claim(Target target, List<ClaimRecord> claims) {
    for (ClaimRecord claim : claims) {
      if (claim.id().equals(target.claim())) {
        return claim;
      }
    }
    List<String> ids = claims.stream().map(ClaimRecord::id).toList();
    throw new BadInputException(
        "calibrate.targets names %s, which is no claim of this experiment%s"
            .formatted(target.claim(), NearestName.hint(target.claim(), ids, "claims")));
  }

  static Residual residual(Target target, ClaimRecord claim) {
    MeasuredRecord measured = claim.measured();
    if (measured == null) {
      throw new BadInputException(
          "the target %s cannot be measured: %s".formatted(claim.id(), claim.notMeasurable()));
    }
    BigDecimal value = measured.value();
    BigDecimal wanted = target.wanted();
    if (wanted == null) {
      ClaimRecord.BandRecord band = claim.band();
      BigDecimal low = band.atLeast() == null ? band.above() : band.atLeast();
      BigDecimal high = band.atMost() == null ? band.below() : band.atMost();
      BigDecimal nearest =
          low != null && value.compareTo(low) < 0
              ? low
              : high != null && value.compareTo(high) > 0 ? high : value;
      return new Residual(claim.id(), null, value, value.subtract(nearest));
    }
    return new Residual(claim.id(), wanted, value, value.subtract(wanted));
  }

  private List<ClaimSensitivity> sensitivities(ImmutableMap<String, BigDecimal> fitted) {
    ImmutableList<ClaimRecord> claims = trial.claims(spec.sensitivity(), fitted);
    Map<String, List<Influence>> influences = new HashMap<>();
    claims.forEach(claim -> influences.put(claim.id(), new ArrayList<>()));
    ImmutableList<PriceRange> ranges =
        ImmutableList.<PriceRange>builder().addAll(spec.prices()).addAll(spec.watched()).build();
    for (PriceRange range : ranges) {
      ImmutableList<ClaimRecord> low = at(fitted, range.step(), range.from());
      ImmutableList<ClaimRecord> high = at(fitted, range.step(), range.to());
      for (int i = 0; i < claims.size(); i++) {
        ClaimRecord claim = claims.get(i);
        influences
            .getOrDefault(claim.id(), new ArrayList<>())
            .add(
                new Influence(
                    range.step(),
                    fitted.containsKey(range.step()),
                    end(range.from(), low.get(i)),
                    end(range.to(), high.get(i)),
                    low.get(i).met() != claim.met() || high.get(i).met() != claim.met()));
      }
    }
    return claims.stream()
        .map(
            claim ->
                new ClaimSensitivity(
                    claim.id(),
                    measured(claim),
                    claim.met(),
                    spec.targets().stream().anyMatch(target -> target.claim().equals(claim.id())),
                    influences.getOrDefault(claim.id(), ImmutableList.of())))
        .toList();
  }

  private ImmutableList<ClaimRecord> at(
      ImmutableMap<String, BigDecimal> fitted, String step, BigDecimal price) {
    ImmutableMap.Builder<String, BigDecimal> prices = ImmutableMap.builder();
    prices.putAll(fitted);
    prices.put(step, price);
    return trial.claims(spec.sensitivity(), prices.buildKeepingLast());
  }

  private static End end(BigDecimal price, ClaimRecord claim) {
    return new End(price, measured(claim), claim.met());
  }

  private static @Nullable BigDecimal measured(ClaimRecord claim) {
    MeasuredRecord measured = claim.measured();
    return measured == null ? null : measured.value();
  }
}
