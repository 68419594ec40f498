package dev.tollgate.iommu.dart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.iommu.IotlbListener;
import dev.tollgate.core.machine.Machine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the table lies, how large it is, and what the registers say about it. */
class TableTest {

  private static final long MIB = Dart.MIB;

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 511, 512})
  void aTableOfSomePagesTranslatesAThousandAndTwentyFourIoPagesWithEach(int pages) {
    for (String model : new String[] {"u3", "u4"}) {
      Dart dart = Dart.with("model", model, "table", pages * 4096L);
      assertThat(dart.iova().size()).isEqualTo(1024L * pages);
      assertThat(dart.driver().table().bytes()).isEqualTo(4096L * pages);
      long last = dart.iova().size() - 1;
      dart.iommu.map(0, last, 1, 0x77, DmaDirection.TO_DEVICE);
      assertThat(dart.frameAt(last)).isEqualTo(0x77);
      assertThat(dart.frameAt(last + 1)).isEqualTo(-1);
    }
  }

  @Test
  void everyEntryLeadsToTheDummyPageAtFirst() {
    Dart dart = Dart.with("table", 2 * MIB);
    DartTable table = dart.driver().table();
    assertThat(table.size()).isEqualTo(524_288);
    for (int page = 0; page < table.size(); page++) {
      assertThat(table.read(page)).isEqualTo(DartEntry.of(dart.dummy()));
    }
    assertThat(table.live()).isZero();
    dart.iommu.check();
  }

  @Test
  void u3sControlRegisterHasBaseEnableAndASizeOfZeroForTheLargestTable() {
    Dart dart = Dart.with("model", "u3", "table", 2 * MIB);
    long base = dart.driver().table().base();
    assertThat(Integer.toUnsignedLong(dart.bridge().registers().read(0))).isEqualTo(base | 0x200);
    dart = Dart.with("model", "u3", "table", 12_288L);
    assertThat(dart.bridge().registers().read(0) & 0xfff).isEqualTo(0x203);
  }

  @Test
  void u4HasRegistersForBaseAndSize() {
    Dart dart = Dart.with("model", "u4", "table", 2 * MIB);
    UnitRegisters registers = dart.bridge().registers();
    assertThat(registers.read(0)).isEqualTo(0x8000_0000);
    assertThat(registers.read(0x10)).isEqualTo((int) (dart.driver().table().base() >>> 12));
    assertThat(registers.read(0x20)).isEqualTo(512);
  }

  @ParameterizedTest
  @CsvSource({"u3, 0x20", "u3, 0x30", "u3, 0x1000", "u4, 0x4", "u4, 0x1000", "u4, -4"})
  void otherRegistersDoNotExist(String model, String offset) {
    UnitRegisters registers = Dart.with("model", model).bridge().registers();
    assertThatThrownBy(() -> registers.read(Integer.decode(offset)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> registers.write(Integer.decode(offset), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"u3", "u4"})
  void aUnitThatIsSwitchedOffLetsAddressesPass(String model) {
    Dart dart = Dart.with("model", model);
    dart.bridge().registers().write(0, 0);
    assertThat(dart.iommu.translate(0, 0x1234_5678L, true)).isEqualTo(0x1234_5678L);
  }

  @Test
  void theTableLiesInAnAlignedChunkBelowTwoGib() {
    Machine machine = Dart.machine(8192 * MIB, 0);
    DartIommu iommu = Dart.make(machine, IotlbListener.NONE, 0, "table", 2 * MIB);
    assertThat(iommu.driver().table().base()).isEqualTo(2032 * MIB);
    assertThat(machine.bootMemory().reservedBytes()).isEqualTo(16 * MIB + 4096);
    assertThat(iommu.driver().dummyFrame()).isEqualTo(8192 * MIB / 4096 - 1);
    iommu.map(0, 5, 1, 8000 * MIB / 4096, DmaDirection.TO_DEVICE);
    assertThat(iommu.translate(0, 5 << 12, false)).isEqualTo(8000 * MIB);
  }

  @Test
  void theTableLiesInFirmwareMemoryWhereThereIsSome() {
    Machine machine = Dart.machine(64 * MIB, 64 * MIB);
    DartIommu iommu = Dart.make(machine, IotlbListener.NONE, 0);
    assertThat(iommu.driver().table().base()).isEqualTo(112 * MIB);
    assertThat(iommu.driver().dummyFrame()).isBetween(64 * MIB / 4096, 128 * MIB / 4096);
    assertThat(machine.bootMemory().reservedBytes()).isZero();
  }

  @Test
  void aMachineWithoutRoomForTheChunkIsBadInput() {
    Machine machine = Dart.machine(8 * MIB, 0);
    assertThatThrownBy(() -> Dart.make(machine, IotlbListener.NONE, 0))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("machine test has no room for the dart table: 16777216 bytes")
        .hasMessageContaining("below 0x80000000");
  }

  @Test
  void aMachineWithMoreMemoryThanAnEntryReachesIsBadInput() {
    Machine machine = Dart.machine((64L << 30) + 4096, 0);
    assertThatThrownBy(() -> Dart.make(machine, IotlbListener.NONE, 0))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("68719476736 at most");
    Dart.make(Dart.machine(64L << 30, 0), IotlbListener.NONE, 0).check();
  }

  @ParameterizedTest
  @CsvSource({"4095, 4096", "4097, 4096", "6143, 4096", "6144, 8192", "2097151, 2097152"})
  void bytesThatAreNoMultipleOfAPageAreRefusedWithTheNearest(long bytes, long nearest) {
    assertThatThrownBy(() -> Dart.with("table", bytes))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("iommu.dart.table is a multiple of 4096 bytes, not " + bytes)
        .hasMessageEndingWith("nearest: " + nearest);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1024",
    "1023, 1024",
    "1025, 1024",
    "1536, 2048",
    "524289, 524288",
    "1048576, 524288",
    "9223372036854775807, 524288",
    "-1024, 1024"
  })
  void aWorkloadsTableOfAnotherSizeIsRefusedWithTheNearest(long entries, long nearest) {
    Machine machine = Dart.machine(64 * MIB, 0);
    assertThatThrownBy(() -> Dart.make(machine, IotlbListener.NONE, entries))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("multiple of 1024 entries, at most 524288, not " + entries)
        .hasMessageEndingWith("nearest: " + nearest);
  }

  @ParameterizedTest
  @ValueSource(longs = {1024, 3072, 524_288})
  void aWorkloadsTableSizeOverridesTheParameter(long entries) {
    DartIommu iommu = Dart.make(Dart.machine(64 * MIB, 0), IotlbListener.NONE, entries);
    assertThat(iommu.iovaAllocator(0).size()).isEqualTo(entries);
  }
}
