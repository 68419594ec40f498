package dev.tollgate.iommu.calgary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.iommu.IotlbListener;
import dev.tollgate.core.machine.Machine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The eight table sizes: entries, reach, alignment, and what the table address register holds. */
class TableSizeTest {

  private static final long MIB = Calgary.MIB;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void aTableHasItsEntriesReachAlignmentAndRegisterValue(int code) {
    long bytes = 65_536L << code;
    Calgary calgary = Calgary.with("table", bytes, "reserve", false);
    TceTable table = calgary.driver().table();
    assertThat(table.size()).isEqualTo(new TableSize(code));
    assertThat(calgary.iova().size()).isEqualTo(8192L << code);
    assertThat(table.base() % bytes).isZero();
    assertThat(table.base()).isPositive();
    assertThat(calgary.machine.bootMemory().reservedBytes()).isEqualTo(bytes);
    assertThat(Long.reverseBytes(calgary.bridge().registers().readLong(0x580)))
        .isEqualTo(table.base() | code);

    long lastPage = calgary.iova().size() - 1;
    calgary.iommu.map(0, lastPage, 1, 0x77, DmaDirection.TO_DEVICE);
    assertThat(calgary.frameAt(lastPage, false)).isEqualTo(0x77);
    assertThat(lastPage + 1).isEqualTo(((32 * MIB) << code) / 4096);
    assertThat(calgary.frameAt(lastPage + 1, false)).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 7})
  void aWorkloadsTableSizeOverridesTheParameter(int code) {
    CalgaryIommu iommu =
        Calgary.make(
            Calgary.machine(64 * MIB, 0),
            ImmutableList.of(0),
            IotlbListener.NONE,
            8192L << code,
            "table",
            1L << 20);
    assertThat(iommu.driver(0).table().size().code()).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 4096, 8191, 12_288, 2_097_152, Long.MAX_VALUE})
  void aWorkloadsTableOfAnotherSizeIsRefusedWithTheList(long entries) {
    Machine machine = Calgary.machine(64 * MIB, 0);
    assertThatThrownBy(
            () -> Calgary.make(machine, ImmutableList.of(0), IotlbListener.NONE, entries))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(
            "8192, 16384, 32768, 65536, 131072, 262144, 524288, 1048576 entries, not " + entries)
        .hasMessageContaining("nearest: " + (entries < 12_289 ? 8192 : 1_048_576));
  }

  @Test
  void bytesOfAnotherSizeAreRefused() {
    assertThatThrownBy(() -> Calgary.with("table", 65_537L))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("64K, 128K, 256K, 512K, 1M, 2M, 4M, 8M bytes, not 65537");
    assertThatThrownBy(() -> Calgary.with("table", 32_768L))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("nearest: 8192");
  }

  @Test
  void theTableLiesInFirmwareMemoryWhereThereIsSome() {
    Machine machine = Calgary.machine(64 * MIB, 16 * MIB);
    CalgaryIommu iommu =
        Calgary.make(machine, ImmutableList.of(0), IotlbListener.NONE, 0, "table", 8 * MIB);
    assertThat(iommu.driver(0).table().base()).isBetween(64 * MIB, 72 * MIB);
    assertThat(machine.bootMemory().reservedBytes()).isZero();
  }

  @Test
  void withoutFirmwareMemoryTheTableLiesBelowFourGib() {
    Machine machine = Calgary.machine(8192 * MIB, 0);
    CalgaryIommu iommu =
        Calgary.make(machine, ImmutableList.of(0), IotlbListener.NONE, 0, "table", 8 * MIB);
    assertThat(iommu.driver(0).table().base()).isEqualTo(4096 * MIB - 8 * MIB);
  }

  @Test
  void aMachineWithoutRoomForTheTableIsBadInput() {
    Machine machine = Calgary.machine(8 * MIB, 0);
    assertThatThrownBy(
            () ->
                Calgary.make(machine, ImmutableList.of(0), IotlbListener.NONE, 0, "table", 8 * MIB))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("machine test has no room for a Calgary table of 8388608 bytes");
  }

  @Test
  void aMachineWithMoreMemoryThanAnEntryReachesIsBadInput() {
    Machine machine = Calgary.machine(1L << 48, 4096);
    assertThatThrownBy(() -> Calgary.make(machine, ImmutableList.of(0), IotlbListener.NONE, 0))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("281474976710656 at most");
  }
}
