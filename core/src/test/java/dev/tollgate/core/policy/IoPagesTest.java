package dev.tollgate.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.dma.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IoPagesTest {

  @ParameterizedTest
  @CsvSource({
    "0, 1, 1",
    "0, 4096, 1",
    "0, 4097, 2",
    "4095, 1, 1",
    "4095, 2, 2",
    "8191, 4098, 3",
    "4096, 8192, 2",
    "100, 4096, 2",
    "0x7ffffffff001, 4095, 1",
    "0x7ffffffff001, 4096, 2"
  })
  void countThePagesThatBytesTouch(String address, long size, long pages) {
    assertThat(IoPages.spanned(Long.decode(address), size)).isEqualTo(pages);
  }

  @Test
  void splitAnAddressIntoPageAndOffset() {
    assertThat(IoPages.of(0x12345L)).isEqualTo(0x12);
    assertThat(IoPages.offset(0x12345L)).isEqualTo(0x345);
  }

  @ParameterizedTest
  @CsvSource({
    "0xffffffff, 1048576",
    "0xffff, 16",
    "0xfff, 1",
    "0x7ff, 1",
    "0x1fff, 2",
    "0x7fffffffffffffff, 9223372036854775807",
    "-1, 9223372036854775807"
  })
  void turnASegmentBoundaryIntoPagesRoundedUp(String mask, long pages) {
    Device device = new Device(0, "d", 0, Device.MASK_32, 65_536, Long.decode(mask));
    assertThat(IoPages.boundary(device)).isEqualTo(pages);
  }
}
