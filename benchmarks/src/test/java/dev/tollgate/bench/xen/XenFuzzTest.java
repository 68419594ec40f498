package dev.tollgate.bench.xen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.hypervisor.xen.Xen;
import dev.tollgate.hypervisor.xen.hypercall.XenPeriod;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A bounded part of what {@link XenFuzz} does when it is started by itself. */
class XenFuzzTest {

  @ParameterizedTest
  @EnumSource(XenPeriod.class)
  void maliciousGuestsNeitherCrashXenNorMakeItLoseCount(XenPeriod period) {
    XenFuzz fuzz = new XenFuzz(period, 4711);
    fuzz.run(25_000);
    Xen xen = fuzz.xen();
    assertThat(xen.grants().mapping().maps()).as("they got somewhere").isGreaterThan(100);
    assertThat(xen.grants().copies().copies()).isGreaterThan(50);
    assertThat(xen.grants().transfers().transfers()).isGreaterThan(25);
    assertThat(xen.reservations().returned()).isGreaterThan(25);
    assertThat(xen.multicall().entries()).isGreaterThan(2_000);
    assertThat(fuzz.answers().keySet())
        .as("answers of the ABI")
        .contains(0L, -1L, -2L, -3L, -14L, -22L, -38L)
        .allMatch(answer -> answer >= -38);
    assertThat(fuzz.ended()).isPositive();
  }

  @ParameterizedTest
  @EnumSource(XenPeriod.class)
  void theSameSeedDoesTheSame(XenPeriod period) {
    XenFuzz first = new XenFuzz(period, 5);
    XenFuzz second = new XenFuzz(period, 5);
    first.run(3_000);
    second.run(3_000);
    assertThat(first.answers()).isEqualTo(second.answers());
    assertThat(first.xen().hypercalls().crossings())
        .isEqualTo(second.xen().hypercalls().crossings());
  }
}
