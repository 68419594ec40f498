package dev.tollgate.core.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KmallocSizesTest {

  @Test
  void linux61HasTwoSizesBetweenPowersOfTwo() {
    assertThat(KmallocSizes.ofLinux61(8).asList())
        .containsExactly(32, 64, 96, 128, 192, 256, 512, 1024, 2048, 4096, 8192);
    assertThat(KmallocSizes.ofLinux61(32)).isEqualTo(KmallocSizes.ofLinux61(8));
  }

  @Test
  void aLargerLeastAlignmentLeavesOutWhatIsNoMultiple() {
    assertThat(KmallocSizes.ofLinux61(64).asList())
        .containsExactly(64, 128, 192, 256, 512, 1024, 2048, 4096, 8192);
    assertThat(KmallocSizes.ofLinux61(128).asList())
        .containsExactly(128, 256, 512, 1024, 2048, 4096, 8192);
  }

  @Test
  void linux265GoesByTheCacheLine() {
    assertThat(KmallocSizes.ofLinux265(32).asList())
        .startsWith(32, 64, 96, 128, 192, 256)
        .endsWith(65_536, 131_072)
        .hasSize(15);
    assertThat(KmallocSizes.ofLinux265(64).asList()).startsWith(32, 64, 128, 192, 256);
    assertThat(KmallocSizes.ofLinux265(128).asList()).startsWith(32, 64, 128, 256);
  }
}
