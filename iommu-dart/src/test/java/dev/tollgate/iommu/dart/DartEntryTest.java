package dev.tollgate.iommu.dart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.dma.DmaDirection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The bits of entries, and the bytes they are in memory. */
class DartEntryTest {

  private static final long LAST_FRAME = (1L << 24) - 1;

  @ParameterizedTest
  @CsvSource({"0x0, 0x80000000", "0x12345, 0x80012345", "0xffffff, 0x80ffffff"})
  void anEntryIsTheValidBitAndTheFrame(String frame, String entry) {
    assertThat(DartEntry.of(Long.decode(frame))).isEqualTo(Long.decode(entry));
    assertThat(DartEntry.frame(Long.decode(entry))).isEqualTo(Long.decode(frame));
    assertThat(DartEntry.isValid(Long.decode(entry))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(DmaDirection.class)
  void thereAreNoRightsSoEveryDirectionGrantsBoth(DmaDirection direction) {
    Dart dart = Dart.with();
    dart.iommu.map(0, 100, 1, 0x1234, direction);
    assertThat(dart.driver().table().read(100)).isEqualTo(0x8000_1234L);
    assertThat(dart.iommu.translate(0, 100 << 12, false)).isEqualTo(0x123_4000L);
    assertThat(dart.iommu.translate(0, 100 << 12, true)).isEqualTo(0x123_4000L);
    assertThat(dart.iommu.grants(direction)).isEqualTo(DmaDirection.BIDIRECTIONAL);
  }

  @Test
  void entriesLieInMemoryMostSignificantByteFirst() {
    Dart dart = Dart.with();
    dart.iommu.map(0, 100, 1, 0xabcdef, DmaDirection.FROM_DEVICE);
    byte[] bytes = new byte[4];
    dart.machine.memory().read(dart.driver().table().base() + 400, bytes, 0, 4);
    assertThat(bytes).containsExactly(0x80, 0xab, 0xcd, 0xef);
  }

  @Test
  void aRunLeadsToConsecutiveFramesAndBackToTheDummyPage() {
    Dart dart = Dart.with();
    DartTable table = dart.driver().table();
    dart.iommu.map(0, 510, 4, LAST_FRAME - 3, DmaDirection.TO_DEVICE);
    assertThat(table.isDummy(table.read(509))).isTrue();
    for (int i = 0; i < 4; i++) {
      assertThat(table.read(510 + i)).isEqualTo(0x80ff_fffcL + i);
    }
    assertThat(table.isDummy(table.read(514))).isTrue();
    assertThat(table.live()).isEqualTo(4);
    dart.iommu.unmap(0, 511, 2);
    assertThat(table.read(510)).isEqualTo(0x80ff_fffcL);
    assertThat(table.read(511)).isEqualTo(DartEntry.of(dart.dummy()));
    assertThat(table.read(512)).isEqualTo(DartEntry.of(dart.dummy()));
    assertThat(table.read(513)).isEqualTo(0x80ff_ffffL);
    assertThat(table.live()).isEqualTo(2);
    assertThat(table.stores()).isEqualTo(6);
  }

  @Test
  void framesBeyondTwentyFourBitsAreRefusedBeforeAnythingIsStored() {
    Dart dart = Dart.with();
    for (long frame : new long[] {LAST_FRAME, LAST_FRAME + 1, -1, Long.MIN_VALUE}) {
      assertThatThrownBy(() -> dart.iommu.map(0, 64, 2, frame, DmaDirection.TO_DEVICE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("2^24");
    }
    assertThat(dart.driver().table().stores()).isZero();
  }

  @Test
  void pagesOutsideTheTableAreRefused() {
    Dart dart = Dart.with();
    assertThatThrownBy(() -> dart.iommu.map(0, 4095, 2, 0, DmaDirection.TO_DEVICE))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> dart.iommu.unmap(0, 4096, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> dart.iommu.map(0, -1, 1, 0, DmaDirection.TO_DEVICE))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void onlyEntriesThatTheDriverBuildsAreWellFormed() {
    assertThat(DartEntry.isWellFormed(0x8000_0000L)).isTrue();
    assertThat(DartEntry.isWellFormed(0x80ff_ffffL)).isTrue();
    assertThat(DartEntry.isWellFormed(0)).isFalse();
    assertThat(DartEntry.isWellFormed(0x7)).isFalse();
    assertThat(DartEntry.isWellFormed(0xc000_0007L)).as("the paper's read bit").isFalse();
    assertThat(DartEntry.isWellFormed(0x8100_0000L)).isFalse();
  }
}
