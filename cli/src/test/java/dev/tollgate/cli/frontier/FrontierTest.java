package dev.tollgate.cli.frontier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.gauge.Comparison;
import dev.tollgate.cli.report.SampleResults;
import dev.tollgate.cli.results.Results;
import dev.tollgate.core.error.BadInputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrontierTest {

  private static final Results SAMPLE = SampleResults.all();
  private static final ImmutableList<Frontier> FRONTIERS = Frontier.of(SAMPLE, null);
  private static final Frontier FIRST = FRONTIERS.get(0);

  private static String advise(Constraint... constraints) {
    return String.join("\n", AdviceText.of(FIRST, new Advice(FIRST, List.of(constraints), null)));
  }

  private static Constraint max(String text) {
    return Constraint.of("--max", text, Comparison.AT_MOST, SAMPLE.runs());
  }

  @Test
  void eachSceneHasItsOwnTheCheapestFirst() {
    assertThat(FRONTIERS.stream().map(Frontier::scene))
        .containsExactly(
            "trace = examples/traces/tx16k.ftrace.gz",
            "trace = examples/traces/nvme<4k>.ftrace.gz");
    assertThat(FIRST.names())
        .containsExactly(
            "off",
            "calgary/deferred",
            "calgary/native",
            "dart/deferred",
            "dart/native",
            "calgary/strict");
    assertThat(FRONTIERS.get(1).names()).as("without what failed").hasSize(5);
  }

  @Test
  void whatLacksAMeterIsOnNoFrontOfIt() {
    Meter stale = Meter.SAFETY.get(0);
    assertThat(FIRST.front(FIRST.price(), stale).stream().map(FIRST.names()::get))
        .as("off reports no stale windows in the sample")
        .containsExactly(
            "calgary/deferred", "calgary/native", "dart/deferred", "dart/native", "calgary/strict");
  }

  @Test
  void metersThatNobodyCanShowAreLeftOutWithTheReason() {
    assertThat(FRONTIERS.get(1).meters()).extracting(Meter::id).doesNotContain("safety.cross");
    assertThat(FRONTIERS.get(1).unseen().entrySet())
        .anySatisfy(
            entry -> {
              assertThat(entry.getKey().id()).isEqualTo("safety.cross");
            });
    assertThat(FIRST.meters()).extracting(Meter::id).contains("safety.cross");
  }

  @Test
  void theCheapestThatIsSafeEnoughIsRecommended() {
    assertThat(advise(max("safety.stale.p99=1s")))
        .startsWith(
            "Recommended: calgary/deferred, the cheapest that keeps to --max safety.stale.p99=1s: ")
        .contains("--max safety.stale.p99=1s leaves out off (cannot tell)");
    assertThat(advise(max("safety.stale.p99=1ms")))
        .startsWith("Recommended: dart/deferred,")
        .contains("calgary/deferred (4.3 ms), calgary/native (4.3 ms)");
    assertThat(advise(max("safety.stale.p99=0"))).startsWith("Recommended: calgary/strict,");
  }

  @Test
  void theSafestThatIsCheapEnoughIsRecommended() {
    assertThat(advise(Constraint.cpu("5kcycles", SAMPLE.runs())))
        .startsWith("Recommended: dart/deferred, the safest that keeps to --max-cpu 5kcycles: ");
  }

  @Test
  void ifNothingFitsTheNearestAreNamedWithWhatTheyMiss() {
    assertThat(advise(max("safety.stale.p99=1us"), Constraint.cpu("400cycles", SAMPLE.runs())))
        .startsWith(
            "Nothing keeps to --max safety.stale.p99=1us, --max-cpu 400cycles. The nearest:")
        .contains("\n  calgary/strict misses --max-cpu 400cycles: ")
        .contains(" times as much");
  }

  @Test
  void relativeAmountsNeedABaseline() {
    Frontier without = Frontier.of(SAMPLE.withRuns(SAMPLE.runs().subList(1, 3)), null).get(0);
    assertThatThrownBy(() -> new Advice(without, List.of(max("price.map=+5%")), null))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("there is neither off nor native");
    assertThat(new Advice(FIRST, List.of(max("price.map=+5%")), "dart/native").baseline())
        .isNotNull();
  }

  @Test
  void wordsSayByWhomAndInWhat() {
    String text = FrontierText.of(SAMPLE, FRONTIERS, List.of());
    assertThat(text)
        .contains("dart/deferred is equal in all to dart/native\n")
        .contains("○ ")
        .contains("not applicable: dart/strict: the U3 cannot forget single entries");
  }
}
