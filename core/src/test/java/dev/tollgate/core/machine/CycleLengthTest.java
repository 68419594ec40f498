package dev.tollgate.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.machine.MachineProfile.PageAllocation;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CycleLengthTest {

  @ParameterizedTest
  @ValueSource(
      longs = {
        2,
        3,
        999_999_937,
        1_000_000_000,
        1_999_999_999,
        2_399_999_999L,
        3_000_000_000L,
        3_333_333_333L,
        1L << 32
      })
  void agreesWithTheDivision(long cpuHz) {
    MachineProfile profile =
        new MachineProfile("test", "for tests", 1, cpuHz, 1 << 20, 0, PageAllocation.BUDDY, "test");
    CycleLength length = new CycleLength(profile);
    SplittableRandom random = new SplittableRandom(cpuHz);
    for (int i = 0; i < 100_000; i++) {
      long milliCycles = random.nextLong(1L << (1 + i % 40));
      assertThat(length.picoseconds(milliCycles)).isEqualTo(profile.picoseconds(milliCycles));
    }
    for (long milliCycles = Math.max(0, cpuHz - 1000); milliCycles < cpuHz + 1000; milliCycles++) {
      assertThat(length.picoseconds(milliCycles)).isEqualTo(profile.picoseconds(milliCycles));
    }
  }
}
