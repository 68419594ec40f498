package dev.tollgate.workload.stream.netperf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CpuUseTest {

  @Test
  void isSaidBesideItsPotential() {
    CpuUse use = CpuUse.of(500, 121);
    assertThat(use.ofPotential(1000)).isEqualTo("62.1% of 200%");
    assertThat(use.utilization(1000)).isEqualTo(31.05);
    assertThat(use.percent(1000)).isEqualTo(62.1);
  }

  @Test
  void refusesWhatNoMachineHas() {
    assertThatThrownBy(CpuUse::of).hasMessageContaining("at least one");
    assertThatThrownBy(() -> CpuUse.of(1, -1)).hasMessageContaining("CPU 1");
  }
}
