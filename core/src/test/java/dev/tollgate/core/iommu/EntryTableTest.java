package dev.tollgate.core.iommu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.machine.Fnv1a;
import dev.tollgate.core.machine.PhysicalMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EntryTableTest {

  private final PhysicalMemory memory = new PhysicalMemory(1 << 20);

  @ParameterizedTest
  @CsvSource({
    "LONG_BIG_ENDIAN, 0102030405060708",
    "LONG_LITTLE_ENDIAN, 0807060504030201",
    "INT_BIG_ENDIAN, 05060708",
    "INT_LITTLE_ENDIAN, 08070605"
  })
  void entriesLieInMemoryInTheirByteOrder(EntryFormat format, String bytes) {
    EntryTable table = new EntryTable(memory, 0x2000, 16, format);
    long value = format.bytes() == 8 ? 0x0102030405060708L : 0x05060708;
    assertThat(table.exchange(3, 9)).isZero();
    assertThat(table.exchange(3, value)).isEqualTo(9);

    assertThat(table.load(3)).isEqualTo(value);
    assertThat(hex(table.addressOf(3), format.bytes())).isEqualTo(bytes);
    assertThat(table.addressOf(3)).isEqualTo(0x2000 + 3L * format.bytes());
    assertThat(table.load(2)).isZero();
    assertThat(table.load(4)).isZero();
  }

  private String hex(long address, int length) {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < length; i++) {
      hex.append("%02x".formatted(memory.readByte(address + i)));
    }
    return hex.toString();
  }

  @ParameterizedTest
  @EnumSource(EntryFormat.class)
  void aStrayWriteToTheMemoryChangesEntries(EntryFormat format) {
    EntryTable table = new EntryTable(memory, 0x2000, 16, format);
    table.store(5, 0x7fffffffL);
    memory.fill(table.addressOf(5), format.bytes(), (byte) 0xff);

    assertThat(table.load(5)).isEqualTo(format.bytes() == 8 ? -1L : 0xffffffffL);
  }

  @ParameterizedTest
  @EnumSource(EntryFormat.class)
  void fillWritesItsRangeOnly(EntryFormat format) {
    EntryTable table = new EntryTable(memory, 0x2000, 64, format);
    table.fill(0, 64, 0xabcdef);
    table.fill(10, 20, 0);
    table.fill(30, 1, 7);
    table.fill(64, 0, 9);

    for (int index = 0; index < 64; index++) {
      assertThat(table.load(index))
          .as("entry %d", index)
          .isEqualTo(index < 10 || index > 30 ? 0xabcdef : index < 30 ? 0 : 7);
    }
    assertThat(memory.readLongBigEndian(0x2000 - 8)).isZero();
    assertThat(memory.readLongBigEndian(0x2000 + table.bytes())).isZero();
  }

  @Test
  void digestIsOfTheTablesBytes() {
    EntryTable table = new EntryTable(memory, 8, 2, EntryFormat.LONG_BIG_ENDIAN);
    memory.fill(0, 32, (byte) 0x55);
    table.store(0, 0x1122334455667788L);
    table.store(1, 3);
    byte[] bytes = {0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, (byte) 0x88, 0, 0, 0, 0, 0, 0, 0, 3};

    assertThat(table.digest()).isEqualTo(Fnv1a.update(Fnv1a.OFFSET_BASIS, bytes, 0, 16));
    assertThat(table.bytes()).isEqualTo(16);
    assertThat(table.baseAddress()).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource({"-1", "16", "9223372036854775807", "-9223372036854775808"})
  void refusesEntriesOutsideTheTable(long index) {
    EntryTable table = new EntryTable(memory, 0x2000, 16, EntryFormat.INT_BIG_ENDIAN);

    assertThatThrownBy(() -> table.load(index))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("entry %d is not in the table of 16 entries at 0x2000", index);
    assertThatThrownBy(() -> table.store(index, 1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @ParameterizedTest
  @CsvSource({"-1, 1", "15, 2", "0, 17", "0, -1", "16, 1", "1, 9223372036854775807"})
  void refusesRangesNotInsideTheTableBeforeWriting(long first, long count) {
    EntryTable table = new EntryTable(memory, 0x2000, 16, EntryFormat.LONG_BIG_ENDIAN);

    assertThatThrownBy(() -> table.fill(first, count, 1))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("the table of 16 entries at 0x2000");
    assertThat(memory.touchedBytes()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0x100000000", "-1"})
  void refusesValuesWiderThanAnEntry(String value) {
    EntryTable table = new EntryTable(memory, 0x2000, 16, EntryFormat.INT_BIG_ENDIAN);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> table.store(0, Long.decode(value)))
        .withMessageContaining("entry of 4 bytes");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, at least 1 entry",
    "4, 16, no multiple",
    "-8, 16, no multiple",
    "1048576, 1, does not fit",
    "1048568, 2, does not fit",
    "0, 131073, does not fit",
    "0, 2147483647, does not fit"
  })
  void refusesTablesThatDoNotFit(long base, int entries, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EntryTable(memory, base, entries, EntryFormat.LONG_BIG_ENDIAN))
        .withMessageContaining(reason);
    assertThat(new EntryTable(memory, 1048568, 1, EntryFormat.LONG_BIG_ENDIAN).entries())
        .isEqualTo(1);
  }
}
