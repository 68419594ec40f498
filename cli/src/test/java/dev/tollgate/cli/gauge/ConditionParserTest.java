package dev.tollgate.cli.gauge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.cli.claim.Fraction;
import dev.tollgate.cli.report.SampleResults;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.core.error.BadInputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionParserTest {

  private static final List<RunRecord> RUNS = SampleResults.all().runs();

  private static Condition parse(String text) {
    return ConditionParser.parse("--fail-if", text, RUNS);
  }

  @ParameterizedTest
  @CsvSource({
    "safety.stale.p99 > 1ms, 1000000000",
    "safety.stale.p99>1.5us, 1500000",
    "safety.stale.p99 >= 0, 0",
    "safety.stale.bytes < 4KiB, 4096000",
    "safety.reach.stale <= 1KiB*s, 1024000",
    "price.map > 2kcycles, 2000000",
    "price.cpu > 2.5Mcycles, 2500000000",
    "safety.late > 5%, 50000",
    "dma.maps > 20k, 20000",
  })
  void amountsAreTakenInTheMetricsOwnUnit(String text, long limit) {
    Condition condition = parse(text);
    GaugeReading reading = condition.gauge().of(RUNS.get(1));
    assertThat(condition.amount().limit(reading.unit(), Fraction.of(7)))
        .isEqualTo(Fraction.of(limit));
  }

  @Test
  void aSignMakesAnAmountRelative() {
    assertThat(parse("price.cpu > +5%").amount().limit("cycles/1000", Fraction.of(1000)))
        .isEqualTo(Fraction.of(1050));
    assertThat(parse("price.cpu < -5%").amount().limit("cycles/1000", Fraction.of(1000)))
        .isEqualTo(Fraction.of(950));
    assertThat(parse("safety.stale.p99 > +1us").amount().limit("ps", Fraction.of(5)))
        .isEqualTo(Fraction.of(1_000_005));
    assertThat(parse("safety.late > 5%").amount().needsBaseline()).isFalse();
  }

  @Test
  void whereSelectsByAxisOrItsLastWord() {
    assertThat(RUNS.stream().filter(parse("dma.maps > 1 where iommu=calgary")::concerns))
        .hasSize(6);
    assertThat(
            RUNS.stream().filter(parse("dma.maps > 1 where iommu!=off, policy=strict")::concerns))
        .hasSize(2);
    assertThat(
            RUNS.stream()
                .filter(
                    parse(
                            "dma.maps > 1 where policy=strict|native, trace="
                                + "examples/traces/nvme<4k>.ftrace.gz")
                        ::concerns))
        .hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "safety.stal.p99 > 1ms | at 1: no run reports safety.stal.p99; did you mean safety.stale.p99?",
        "safety.stale.p99 > 1KiB | at 20: 1KiB does not fit safety.stale.p99, which is in ps; expected a time such as 1ms",
        "safety.stale.p99 > 1 | at 20: 1 does not fit",
        "safety.stale.p99 > 5% | at 20: safety.stale.p99 is in ps: write +5% for so much more",
        "safety.stale.p99 = 5ms | at 18: = is no comparison; expected one of >, >=, <, <=",
        "safety.stale.p99 | at 17: expected one of >, >=, <, <= after the metric",
        "safety.stale.p99 > soon | at 20: expected a time such as 1ms",
        "safety.stale.p99 > 1ms x | at 24: unexpected x",
        "> 1ms | at 1: expected the name of a metric",
        "dma.maps > 1 where iommu=calgry | at 26: no run has iommu = calgry; did you mean calgary?",
        "dma.maps > 1 where iomu=calgary | at 20: no axis iomu; did you mean iommu?",
      })
  void complaintsNameThePlaceAndTheNearestName(String text, String complaint) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("--fail-if " + complaint)
        .hasMessageContaining("\n  " + text + "\n  ");
  }

  @Test
  void whatTheInputCouldNotShowIsUnknownNotZero() {
    Condition condition = parse("safety.cross > 0 where trace!=examples/traces/tx16k.ftrace.gz");
    assertThat(
            RUNS.stream()
                .filter(condition::concerns)
                .filter(run -> run.metrics().containsKey("safety.cross-device.mean"))
                .map(condition.gauge()::of))
        .isNotEmpty()
        .allSatisfy(
            reading -> {
              assertThat(reading.isKnown()).isFalse();
              assertThat(reading.text()).isEqualTo("?");
              assertThat(reading.reason()).isEqualTo("the trace names no devices");
            });
  }
}
