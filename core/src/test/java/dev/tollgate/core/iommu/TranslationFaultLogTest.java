package dev.tollgate.core.iommu;

import static dev.tollgate.core.iommu.TranslationFault.Reason.NOT_PRESENT;
import static dev.tollgate.core.iommu.TranslationFault.Reason.WRITE_FORBIDDEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TranslationFaultLogTest {

  @Test
  void keepsFaultsInTheOrderTheyHappened() {
    TranslationFaultLog log = new TranslationFaultLog(4);
    log.record(1000, 7, 0xfffff123L, true, WRITE_FORBIDDEN);
    log.record(2000, 8, -1, false, NOT_PRESENT);

    assertThat(log.faults())
        .containsExactly(
            new TranslationFault(1000, 7, 0xfffff123L, true, WRITE_FORBIDDEN),
            new TranslationFault(2000, 8, -1, false, NOT_PRESENT));
    assertThat(log.total()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8})
  void overwritesTheOldestButCountsAll(int capacity) {
    TranslationFaultLog log = new TranslationFaultLog(capacity);
    for (int time = 0; time < 8; time++) {
      log.record(time, 0, 0, time % 4 == 0, time % 4 == 0 ? WRITE_FORBIDDEN : NOT_PRESENT);
    }

    assertThat(log.faults()).hasSize(capacity);
    for (int i = 0; i < capacity; i++) {
      assertThat(log.faults().get(i).time()).isEqualTo(8 - capacity + i);
    }
    assertThat(log.total()).isEqualTo(8);
    assertThat(log.total(WRITE_FORBIDDEN)).isEqualTo(2);
    assertThat(log.total(NOT_PRESENT)).isEqualTo(6);
  }

  @Test
  void isEmptyAtFirst() {
    assertThat(new TranslationFaultLog(4).faults()).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> new TranslationFaultLog(0));
  }
}
