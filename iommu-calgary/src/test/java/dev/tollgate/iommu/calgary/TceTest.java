package dev.tollgate.iommu.calgary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.dma.DmaDirection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bits of translation control entries, and the bytes they are in memory. */
class TceTest {

  private static final long LAST_FRAME = (1L << 36) - 1;

  @ParameterizedTest
  @CsvSource({
    "0x0, TO_DEVICE, 0x0000000000000001",
    "0x0, FROM_DEVICE, 0x0000000000000003",
    "0x0, BIDIRECTIONAL, 0x0000000000000003",
    "0x12345, TO_DEVICE, 0x0000000012345001",
    "0x12345, FROM_DEVICE, 0x0000000012345003",
    "0x12345, BIDIRECTIONAL, 0x0000000012345003",
    "0xfffffffff, TO_DEVICE, 0x0000fffffffff001",
    "0xfffffffff, FROM_DEVICE, 0x0000fffffffff003",
    "0x800000000, BIDIRECTIONAL, 0x0000800000000003"
  })
  void anEntryIsAlwaysReadableAndWritableUnlessItIsForTheDeviceToRead(
      String frame, DmaDirection direction, String expected) {
    assertThat(Tce.of(Long.decode(frame), direction)).isEqualTo(Long.decode(expected));
  }

  @Test
  void entriesLieInMemoryMostSignificantByteFirst() {
    Calgary calgary = Calgary.with();
    calgary.iommu.map(0, 100, 1, 0x9_8765_4321L, DmaDirection.FROM_DEVICE);
    long address = calgary.driver().table().base() + 800;
    byte[] bytes = new byte[8];
    calgary.machine.memory().read(address, bytes, 0, 8);
    assertThat(bytes).containsExactly(0x00, 0x00, 0x98, 0x76, 0x54, 0x32, 0x10, 0x03);
  }

  @Test
  void aRunLeadsToConsecutiveFramesAndIsClearedToZero() {
    Calgary calgary = Calgary.with();
    TceTable table = calgary.driver().table();
    calgary.iommu.map(0, 510, 4, LAST_FRAME - 3, DmaDirection.TO_DEVICE);
    assertThat(table.read(509)).isZero();
    for (int i = 0; i < 4; i++) {
      assertThat(table.read(510 + i)).isEqualTo((LAST_FRAME - 3 + i) << 12 | 1);
    }
    assertThat(table.read(514)).isZero();
    assertThat(table.valid()).isEqualTo(4);
    calgary.iommu.unmap(0, 511, 2);
    assertThat(table.read(510)).isNotZero();
    assertThat(table.read(511)).isZero();
    assertThat(table.read(512)).isZero();
    assertThat(table.read(513)).isNotZero();
    assertThat(table.valid()).isEqualTo(2);
  }

  @Test
  void everyStoreFlushesItsCacheLineInMapAndInUnmap() {
    Calgary calgary = Calgary.with();
    calgary.iommu.map(0, 64, 8, 0x100, DmaDirection.TO_DEVICE); // one cache line
    calgary.iommu.unmap(0, 64, 3);
    assertThat(calgary.steps(CostCenter.TRANSLATION_TABLE, Steps.TABLE_STORE)).isEqualTo(11);
    assertThat(calgary.steps(CostCenter.TRANSLATION_TABLE, Steps.CACHE_LINE_FLUSH)).isEqualTo(11);
  }

  @Test
  void framesBeyondThirtySixBitsAreRefusedBeforeAnythingIsStored() {
    Calgary calgary = Calgary.with();
    for (long frame : new long[] {LAST_FRAME, LAST_FRAME + 1, -1, Long.MIN_VALUE}) {
      assertThatThrownBy(() -> calgary.iommu.map(0, 64, 2, frame, DmaDirection.TO_DEVICE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("2^36");
    }
    assertThat(calgary.driver().table().stores()).isZero();
  }

  @Test
  void pagesOutsideTheTableAreRefused() {
    Calgary calgary = Calgary.with();
    assertThatThrownBy(() -> calgary.iommu.map(0, 8191, 2, 0, DmaDirection.TO_DEVICE))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> calgary.iommu.unmap(0, 8192, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> calgary.iommu.map(0, -1, 1, 0, DmaDirection.TO_DEVICE))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void onlyEntriesThatTheDriverBuildsAreWellFormed() {
    assertThat(Tce.isWellFormed(0)).isTrue();
    assertThat(Tce.isWellFormed(1)).isTrue();
    assertThat(Tce.isWellFormed(3)).isTrue();
    assertThat(Tce.isWellFormed(2)).isFalse();
    assertThat(Tce.isWellFormed(0x1000)).isFalse();
    assertThat(Tce.isWellFormed(0x1005)).isFalse();
    assertThat(Tce.isWellFormed(0x101)).isFalse();
    assertThat(Tce.isWellFormed(1L << 48 | 1)).isFalse();
  }
}
