package dev.tollgate.bench.xen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Point 11: a bounded part of what {@link NetbackFuzz} does when it is started by itself. */
class NetbackFuzzTest {

  @ParameterizedTest
  @CsvSource({"copy, host", "copy, device", "flip, host", "flip, device"})
  void netbackSurvivesWhateverDomUWritesAndGrants(String receive, String mapping) {
    NetbackFuzz fuzz = new NetbackFuzz(receive, mapping, 11);
    fuzz.run(4_000);
    fuzz.stop();

    Map<String, Long> figures = fuzz.figures();
    assertThat(fuzz.sent()).as("it got somewhere").isGreaterThan(50);
    assertThat(figures.get("split.net.drops.refused")).isGreaterThan(50);
    assertThat(figures.get("split.net.to-guest.packets")).isGreaterThan(50);
    assertThat(figures.get("hypervisor.grants.refused")).isPositive();
    assertThat(figures.get("split.net.to-guest.flips"))
        .isGreaterThanOrEqualTo(receive.equals("flip") ? 100 : 0);
    assertThat(figures.get("split.net.rings.broken")).isZero();
  }
}
