package dev.tollgate.cli.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.typesafe.config.ConfigFactory;
import dev.tollgate.cli.results.AccountRecord;
import dev.tollgate.cli.results.ClaimRecord;
import dev.tollgate.cli.results.ClaimRecord.MeasuredRecord;
import dev.tollgate.cli.results.FailureRecord;
import dev.tollgate.cli.results.MachineRecord;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.results.RunRecord.Figure;
import dev.tollgate.cli.results.SpecRecord;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Claims over runs with known figures: sizes 1 and 2; off, and two IOMMUs with two policies each.
 * {@code cost} is 10 times the size without IOMMU, 20 and 30 times with calgary, 25 and 45 with
 * dart; dart has no strict policy at size 2.
 */
class JudgeTest {

  private static final ImmutableList<ClaimAxis> AXES =
      ImmutableList.of(
          axis("machine", "lab"),
          axis("size", "1", "2"),
          axis("iommu", "off", "calgary", "dart"),
          axis("policy", "off", "lazy", "strict"));

  private final List<RunRecord> runs = new ArrayList<>();

  JudgeTest() {
    for (int size = 1; size <= 2; size++) {
      add(size, "off", "off", 10);
      add(size, "calgary", "lazy", 20);
      add(size, "calgary", "strict", 30);
      add(size, "dart", "lazy", 25);
      if (size == 1) {
        add(size, "dart", "strict", 45);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // what is measured | over | measured | runs
        "ratio { of = cost, from { iommu = off }, to { iommu = calgary } } | min | 2 | 1 2 3 6 7 8",
        "ratio { of = cost, from { iommu = off }, to { iommu = calgary } } | max | 3 | 1 2 3 6 7 8",
        "ratio { of = cost, from { iommu = off }, to { iommu = calgary } } | mean | 2.5 | 1 2 3 6 7"
            + " 8",
        "ratio { of = cost, from { iommu = calgary }, to { iommu = off } } | min | 0.333333333 | 1"
            + " 2 3 6 7 8",
        "increase { of = cost, from { iommu = off }, to { iommu = dart } } | max | 3.5 | 1 4 5 6 9",
        "difference { of = cost, from { iommu = calgary }, to { iommu = dart } } | sum | 30 | 2 3 4"
            + " 5 7 9",
        "difference { of = cost, from { policy = lazy }, to { policy = strict } } | sum | 50 | 2 3"
            + " 4 5 7 8",
        "ratio { of = cost, per = size, from { size = 1 }, to { size = 2 } } | sum | 4 | 1 2 3 4 6"
            + " 7 8 9",
        "ratio { of = cost, from { iommu = dart, policy = lazy }, to { iommu = calgary, policy ="
            + " strict } } | mean | 1.2 | 3 4 8 9",
        "increases { of = cost, first { from { iommu = off }, to { iommu = calgary } }, second {"
            + " from { iommu = off }, to { iommu = dart } } }, where { policy = lazy } | mean | 0.5"
            + " | 1 2 4 6 7 9",
        "increases { of = cost, first { from { iommu = off }, to { iommu = dart } }, second {"
            + " from { iommu = off }, to { iommu = calgary } } } | min | -1.5 | 1 2 3 4 5 6 7 9",
        "value = cost | sum | 300 | 1 2 3 4 5 6 7 8 9",
        "value = cost, where { iommu = off } | sum | 30 | 1 6",
        "value = cost, where { policy = off } | sum | 30 | 1 6",
        "value = cost, where { policy = [off, strict], size = 2 } | sum | 80 | 6 8",
        "value = cost, where { policy = strict } | sum | 135 | 3 5 8",
        "value { of = [cost, size], per = size }, where { iommu = off } | mean | 11 | 1 6",
        "ratio { of = cost, from { iommu = off }, to { iommu = calgary } }, where { policy = strict"
            + " } | sum | 6 | 1 3 6 8",
        "ratio { of = cost, from { iommu = off }, to { iommu = calgary } }, where { machine = lab,"
            + " size = 2K } | none | 0 | ",
        "share { of = size, in = [cost, size] }, where { iommu = off, size = 1 } | sum |"
            + " 0.090909091 | 1",
        "order { of = cost, rising = [{ iommu = off }, { iommu = calgary }, { iommu = dart }] } |"
            + " mean | 1 | 1 2 3 4 5 6 7 9",
        "order { of = cost, rising = [{ iommu = off }, { iommu = dart }, { iommu = calgary }] } |"
            + " sum | 0 | 1 2 3 4 5 6 7 9",
        "order { of = cost, rising = [{ policy = lazy }, { policy = strict }] } | sum | 3 | 2 3 4 5"
            + " 7 8",
        "order { of = machine.cpus, rising = [{ policy = lazy }, { policy = strict }] } | sum | 0 |"
            + " 2 3 4 5 7 8",
      })
  void valuesAreTakenFromRunsThatAreAlike(
      String measure, String over, String measured, String numbers) {
    if (over.equals("none")) {
      assertThat(catchThrowable(() -> decide(measure + ", at-least = 0")))
          .hasMessageEndingWith("size is never 2K; did you mean 2?");
      return;
    }
    ClaimRecord claim = decide("%s, over = %s, at-least = -9".formatted(measure, over));
    assertThat(value(claim)).isEqualByComparingTo(new BigDecimal(measured));
    assertThat(claim.runs())
        .containsExactly(
            Arrays.stream(numbers.split(" ")).map(Integer::valueOf).toArray(Integer[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "within = [2, 3] | true | 2",
        "within = [2, 2.9] | false | 3",
        "at-least = 2 | true | 2",
        "above = 2 | false | 2",
        "at-most = 3 | true | 3",
        "below = 300% | false | 3",
        "above = 1.999999999, below = 3.000000001 | true | 2",
        "exactly = 2 | false | 3",
        "at-least = 250%, over = mean | true | 2.5",
        "above = 2.5, over = mean | false | 2.5",
        "exactly = 2, over = min | true | 2",
      })
  void bandsAreHeldAgainstExactValues(String band, boolean met, String measured) {
    ClaimRecord claim =
        decide("ratio { of = cost, from { iommu = off }, to { iommu = calgary } }, " + band);
    assertThat(claim.met()).isEqualTo(met);
    assertThat(value(claim)).isEqualByComparingTo(new BigDecimal(measured));
  }

  @Test
  void whatLiesBetweenTheDigitsShownIsStillDecidedRight() {
    String third = "ratio { of = cost, from { policy = strict }, to { policy = off } }";
    ClaimRecord claim =
        decide(
            "ratio { of = cost, from { iommu = calgary }, to { iommu = off } },"
                + " where { policy = strict }, at-most = 0.333333333");
    assertThat(value(claim)).isEqualTo(new BigDecimal("0.333333333"));
    assertThat(claim.met()).as(third).isFalse();
  }

  @Test
  void pointsSayWhereTheClaimIsMetAndWhereNot() {
    ClaimRecord claim =
        decide("ratio { of = cost, from { iommu = calgary }, to { iommu = dart } }, at-most = 1.3");
    assertThat(claim.points().stream().map(Object::toString))
        .containsExactly(
            "PointRecord[coordinates={size=1, policy=lazy}, value=1.250000000, within=true,"
                + " runs=[2, 4]]",
            "PointRecord[coordinates={size=1, policy=strict}, value=1.500000000, within=false,"
                + " runs=[3, 5]]",
            "PointRecord[coordinates={size=2, policy=lazy}, value=1.250000000, within=true,"
                + " runs=[7, 9]]");
    assertThat(claim.measured())
        .isEqualTo(new MeasuredRecord(new BigDecimal("1.500000000"), "ratio"));
    assertThat(claim.measure()).isEqualTo("ratio of cost from iommu = calgary to iommu = dart");
  }

  @Test
  void repeatedRunsCountAsTheirMean() {
    List<RunRecord> repeated = new ArrayList<>();
    for (RunRecord run : runs.subList(0, 2)) {
      for (int repetition = 1; repetition <= 3; repetition++) {
        Figure cost = run.metrics().get("cost");
        repeated.add(
            run(
                repeated.size() + 1,
                ImmutableMap.<String, String>builder()
                    .putAll(run.coordinates())
                    .put("repeat", Integer.toString(repetition))
                    .buildOrThrow(),
                run.spec().iommu(),
                run.spec().policy(),
                cost == null ? 0 : cost.value() + (long) repetition * repetition));
      }
    }
    ClaimRecord claim =
        decide(
            repeated,
            "difference { of = cost, from { iommu = off }, to { iommu = calgary } }, exactly = 10");
    assertThat(claim.met()).isTrue();
    assertThat(claim.points()).hasSize(1);
    assertThat(value(decide(repeated, "value = cost, where { iommu = off }, at-least = 0")))
        .isEqualTo(new BigDecimal("14.666666667"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "value = costs | no run reports costs; did you mean cost?",
        "value = safety.none | no run reports safety.none; there are no metrics here",
        "value = only.off | run 2 (calgary/lazy) does not report only.off",
        "value = [cost, size] | cost and size are in cycles/1000 and count",
        "value = hidden.figure | run 1 cannot show hidden.figure: the trace is blind",
        "ratio { of = zero, from { iommu = off }, to { iommu = dart } } | zero is 0 in run 1 (off)",
        "value { of = cost, per = zero } | zero is 0 in run 1 (off)",
      })
  void whatCannotBeMeasuredIsNotMetAndSaysWhy(String measure, String reason) {
    ClaimRecord claim = decide(units(measure) + ", at-least = 0");
    assertThat(claim.met()).isFalse();
    assertThat(claim.measured()).isNull();
    assertThat(claim.notMeasurable()).isEqualTo(reason);
  }

  /** In this test only, costs are in another unit than sizes. */
  private String units(String measure) {
    if (measure.startsWith("value = [cost, size]")) {
      runs.replaceAll(
          run ->
              new RunRecord(
                  run.number(),
                  run.coordinates(),
                  run.spec(),
                  null,
                  ImmutableSortedMap.of(
                      "cost", new Figure(1, "cycles/1000"), "size", new Figure(1, "count")),
                  run.cycles(),
                  run.distributions(),
                  run.series(),
                  run.unobservable(),
                  run.notes()));
    }
    return measure;
  }

  @Test
  void aClaimDoesNotRestOnAFailedRun() {
    RunRecord third = runs.get(2);
    runs.set(
        2,
        RunRecord.failed(
            3,
            third.coordinates(),
            third.spec(),
            new FailureRecord(FailureRecord.Kind.INVARIANT, "12 is not 13")));
    String claim = "value = cost, where { iommu = calgary, size = %d }, at-least = 0";
    assertThat(decide(claim.formatted(1)).notMeasurable())
        .isEqualTo("run 3 failed: invariant violated");
    assertThat(decide(claim.formatted(2)).met()).isTrue();
  }

  @Test
  void estimatedPricesThatAClaimRestsOnAreNamed() {
    assertThat(decide("value = cost, where { iommu = off }, at-least = 0").estimates()).isEmpty();
    assertThat(decide("value = cost, where { iommu = dart }, at-least = 0").estimates())
        .containsExactly("guess");
  }

  @Test
  void whatTheCommandLineLeftOutCannotBeMeasured() {
    ImmutableList<ClaimAxis> narrowed =
        ImmutableList.of(
            AXES.get(0),
            AXES.get(1),
            new ClaimAxis("iommu", ImmutableMap.of("off", "off", "calgary", "calgary"), true),
            AXES.get(3));
    Claim claim =
        claim("ratio { of = cost, from { iommu = off }, to { iommu = dart } }, at-least = 0");
    ClaimRecord record =
        new Judge(runs).decide(CheckedClaim.of(claim, narrowed, cells(runs), true));
    assertThat(record.notMeasurable()).isEqualTo("iommu = dart was left out");
    assertThat(record.met()).isFalse();
  }

  private static BigDecimal value(ClaimRecord claim) {
    MeasuredRecord measured = claim.measured();
    assertThat(measured).as(claim.notMeasurable()).isNotNull();
    return measured == null ? BigDecimal.ZERO : measured.value();
  }

  private ClaimRecord decide(String keys) {
    return decide(runs, keys);
  }

  private static ClaimRecord decide(List<RunRecord> runs, String keys) {
    CheckedClaim claim = CheckedClaim.of(claim(keys), AXES, cells(runs), true);
    return new Judge(runs).decide(claim);
  }

  private static Claim claim(String keys) {
    return ClaimReader.read("test", ConfigFactory.parseString("sentence = s, " + keys).root());
  }

  private static ImmutableList<Cell> cells(List<RunRecord> runs) {
    return Cell.of(
        runs.stream()
            .map(run -> new Cell.Place(run.number(), ImmutableMap.copyOf(run.coordinates())))
            .toList());
  }

  private static ClaimAxis axis(String path, String... values) {
    ImmutableMap.Builder<String, String> labels = ImmutableMap.builder();
    for (String value : values) {
      labels.put(value, value);
    }
    return new ClaimAxis(path, labels.buildOrThrow(), false);
  }

  private void add(int size, String iommu, String policy, long factor) {
    runs.add(
        run(
            runs.size() + 1,
            ImmutableMap.of("size", Integer.toString(size), "iommu", iommu, "policy", policy),
            iommu,
            policy,
            factor * size));
  }

  private static RunRecord run(
      int number,
      ImmutableMap<String, String> coordinates,
      String iommu,
      String policy,
      long cost) {
    ImmutableSortedMap.Builder<String, Figure> metrics = ImmutableSortedMap.naturalOrder();
    metrics.put("cost", new Figure(cost, "count"));
    metrics.put("size", new Figure(Long.parseLong(coordinates.get("size")), "count"));
    metrics.put("zero", new Figure(0, "count"));
    metrics.put("machine.cpus", new Figure(4, "count"));
    metrics.put("hidden.figure", new Figure(1, "count"));
    if (iommu.equals("off")) {
      metrics.put("only.off", new Figure(1, "count"));
    }
    return new RunRecord(
        number,
        coordinates,
        new SpecRecord(
            new MachineRecord("lab", "A machine", 1, 1, 1, 0, 1, "buddy"),
            "lab",
            iommu,
            policy,
            "none",
            "test",
            ImmutableMap.of(),
            false,
            "none",
            1),
        null,
        metrics.buildOrThrow(),
        ImmutableList.of(
            new AccountRecord("lock", "lock", "lock taken", 5, 1, "published", "a table"),
            new AccountRecord(
                "lock", "guess", "guess", iommu.equals("dart") ? 1 : 0, 1, "estimated", "a guess")),
        ImmutableList.of(),
        ImmutableList.of(),
        ImmutableSortedMap.of("hidden", "the trace is blind"),
        ImmutableList.of());
  }
}
