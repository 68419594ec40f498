package dev.tollgate.cli.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.cli.check.Verdict.Outcome;
import dev.tollgate.cli.gauge.Condition;
import dev.tollgate.cli.gauge.ConditionParser;
import dev.tollgate.cli.report.SampleResults;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.results.RunRecord.Figure;
import dev.tollgate.core.error.BadInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GateTest {

  private static final Results SAMPLE = SampleResults.all();
  private static final Results FIRST = SAMPLE.withRuns(SAMPLE.runs().subList(0, 6));

  private static CheckReport decide(Results results, @Nullable Results baseline, String... texts) {
    List<RunRecord> both = new ArrayList<>(results.runs());
    if (baseline != null) {
      both.addAll(baseline.runs());
    }
    List<Condition> conditions = new ArrayList<>();
    for (String text : texts) {
      conditions.add(ConditionParser.parse("--fail-if", text, both));
    }
    return new Gate(results, baseline).decide(conditions);
  }

  private static Results with(Results results, int number, String metric, long value) {
    return results.withRuns(
        results.runs().stream()
            .map(run -> run.number() == number ? with(run, metric, value) : run)
            .toList());
  }

  private static RunRecord with(RunRecord run, String metric, long value) {
    TreeMap<String, Figure> metrics = new TreeMap<>(run.metrics());
    Figure before = metrics.get(metric);
    metrics.put(metric, new Figure(value, before == null ? "count" : before.unit()));
    return copy(run, run.coordinates(), metrics);
  }

  private static RunRecord copy(
      RunRecord run, Map<String, String> coordinates, Map<String, Figure> metrics) {
    return new RunRecord(
        run.number(),
        coordinates,
        run.spec(),
        null,
        ImmutableSortedMap.copyOf(metrics),
        run.cycles(),
        run.distributions(),
        run.series(),
        run.unobservable(),
        run.notes());
  }

  @Test
  void nothingCrossesWhatIsEqualToTheBaseline() {
    CheckReport report = decide(FIRST, FIRST, "price.cpu > +0%", "dma.maps < -0%");
    assertThat(report.passed()).isTrue();
    assertThat(report.conditions().get(0).count(Outcome.FINE)).isEqualTo(6);
    assertThat(CheckText.of(report, false))
        .isEqualTo(
            """
            fine     price.cpu > +0%  (all 6 runs)
            fine     dma.maps < -0%  (all 6 runs)
            passed
            """);
  }

  @Test
  void limitsAreExact() {
    long before = Objects.requireNonNull(FIRST.runs().get(1).figure("price.cycles.total")).value();
    assertThat(before % 20).isZero();
    Results atLimit = with(FIRST, 2, "price.cycles.total", before / 20 * 21);
    assertThat(decide(atLimit, FIRST, "price.cpu > +5%").passed()).isTrue();
    assertThat(decide(atLimit, FIRST, "price.cpu >= +5%").passed()).isFalse();
    Results beyond = with(FIRST, 2, "price.cycles.total", before / 20 * 21 + 1);
    CheckReport report = decide(beyond, FIRST, "price.cpu > +5%");
    assertThat(report.passed()).isFalse();
    Verdict crossed = report.conditions().get(0).verdicts().get(0);
    assertThat(crossed.outcome()).isEqualTo(Outcome.CROSSED);
    assertThat(crossed.runs()).containsExactly(2);
    assertThat(crossed.baseline()).isEqualByComparingTo(Long.toString(before));
    assertThat(crossed.limit()).isEqualByComparingTo(Long.toString(before / 20 * 21));
  }

  @Test
  void moreThanNothingIsMoreByAnyPercentage() {
    Results more = with(FIRST, 2, "safety.stale.max", 1);
    assertThat(decide(more, FIRST, "safety.stale.max > +900% where policy=strict").passed())
        .isFalse();
  }

  @Test
  void runsAreMatchedByCoordinatesNotByNumberOrOrder() {
    Results turned =
        FIRST.withRuns(List.of(4, 2, 0, 5, 3, 1).stream().map(FIRST.runs()::get).toList());
    assertThat(decide(turned, FIRST, "price.cpu > +0%").passed()).isTrue();
  }

  @Test
  void anAxisThatOnlyOneOfBothVariesIsLookedUpInTheSpec() {
    Results alone =
        new Results(
            Results.SCHEMA,
            "",
            "1",
            List.of(),
            List.of(),
            List.of(),
            ImmutableSortedMap.of(),
            List.of(copy(FIRST.runs().get(2), ImmutableMap.of(), FIRST.runs().get(2).metrics())),
            List.of());
    CheckReport report =
        decide(alone, FIRST, "price.cpu > +0% where policy=deferred, iommu=calgary");
    assertThat(report.passed()).isTrue();
    assertThat(report.missingRuns()).isEmpty();
  }

  @Test
  void aMissingRunClosesTheGate() {
    Results fewer = FIRST.withRuns(FIRST.runs().subList(0, 5));
    CheckReport report = decide(fewer, FIRST, "price.cpu > +5%");
    assertThat(report.passed()).isFalse();
    assertThat(report.missingRuns())
        .containsExactly("dart/native, trace = examples/traces/tx16k.ftrace.gz");
    CheckReport inBaseline = decide(FIRST, fewer, "price.cpu > +5%");
    assertThat(inBaseline.passed()).isFalse();
    assertThat(inBaseline.conditions().get(0).verdicts().get(0).reason())
        .isEqualTo("the baseline has no such run");
    assertThat(decide(fewer, FIRST, "price.cpu > +5% where iommu!=dart").passed()).isTrue();
  }

  @Test
  void aMissingFigureClosesTheGateAndSaysWhy() {
    CheckReport report = decide(SAMPLE, null, "safety.stale.p99 > 100s", "safety.cross > 1B");
    assertThat(report.passed()).isFalse();
    assertThat(CheckText.of(report, false))
        .contains("cannot tell safety.stale.p99: it reports no safety.stale.p99")
        .contains("cannot tell safety.stale.p99: it failed: bitmap says 12")
        .contains("cannot tell safety.cross: the trace names no devices")
        .endsWith("failed: 2 of 2 conditions\n");
  }

  @Test
  void whatIsRelativeNeedsABaseline() {
    assertThatThrownBy(() -> decide(FIRST, null, "price.cpu > +5%"))
        .isInstanceOf(BadInputException.class)
        .hasMessage("\"price.cpu > +5%\" is relative to a baseline; give one with --baseline DIR");
  }
}
