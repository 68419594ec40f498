package dev.tollgate.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.results.RunRecord.Figure;
import org.junit.jupiter.api.Test;

class MeasureTest {

  private static final Measure SUM = Measure.sum("s", "S", "count", "a sum", "a", "b");
  private static final Measure SHARE =
      Measure.share("p", "P", "a share", ImmutableList.of("a"), "a", "b");
  private static final Measure PER =
      Measure.per("q", "Q", "cycles/1000", "a quotient", ImmutableList.of("a", "b"), "n");

  @Test
  void sumsAddWhatIsThere() {
    assertThat(SUM.of(run(ImmutableMap.of("a", 3L, "b", 4L)))).isEqualTo(Reading.known("count", 7));
    assertThat(SUM.of(run(ImmutableMap.of("b", 4L)))).isEqualTo(Reading.known("count", 4));
    assertThat(SUM.of(run(ImmutableMap.of()))).isEqualTo(Reading.absent("count"));
  }

  @Test
  void sharesArePartsInAMillion() {
    assertThat(SHARE.of(run(ImmutableMap.of("a", 1L, "b", 3L))).value()).isEqualTo(250_000);
    assertThat(SHARE.of(run(ImmutableMap.of("a", 0L, "b", 0L)))).isEqualTo(Reading.absent("ppm"));
    assertThat(SHARE.of(run(ImmutableMap.of("a", Long.MAX_VALUE, "b", Long.MAX_VALUE))).value())
        .isEqualTo(500_000);
  }

  @Test
  void quotientsDivideSums() {
    assertThat(PER.of(run(ImmutableMap.of("a", 10L, "b", 5L, "n", 3L))).value()).isEqualTo(5);
    assertThat(PER.of(run(ImmutableMap.of("a", 10L)))).isEqualTo(Reading.absent("cycles/1000"));
  }

  @Test
  void oneUnknownPartMakesAllUnknown() {
    RunRecord run = run(ImmutableMap.of("a", 3L, "b", 4L), ImmutableMap.of("b", "nobody looked"));
    assertThat(SUM.of(run)).isEqualTo(Reading.unknown("count", "nobody looked"));
    assertThat(SUM.of(run).text()).isEqualTo("?");
  }

  @Test
  void everyColumnShowsWhatTheSamplesHave() {
    Row strict = new Row(ImmutableList.of(SampleResults.all().runs().get(1)), null);
    for (Column column : Column.DMA) {
      assertThat(column.reading(strict).isKnown()).as(column.words()).isTrue();
    }
  }

  private static RunRecord run(ImmutableMap<String, Long> metrics) {
    return run(metrics, ImmutableMap.of());
  }

  private static RunRecord run(
      ImmutableMap<String, Long> metrics, ImmutableMap<String, String> unobservable) {
    ImmutableSortedMap.Builder<String, Figure> figures = ImmutableSortedMap.naturalOrder();
    metrics.forEach((name, value) -> figures.put(name, new Figure(value, "count")));
    return new RunRecord(
        1,
        ImmutableMap.of(),
        SampleResults.all().runs().get(0).spec(),
        null,
        figures.buildOrThrow(),
        ImmutableList.of(),
        ImmutableList.of(),
        ImmutableList.of(),
        ImmutableSortedMap.copyOf(unobservable),
        ImmutableList.of());
  }
}
