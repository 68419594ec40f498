package dev.tollgate.workload.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelImageTest {

  @Test
  void theImageIsScaledFromTheCompressedOne() {
    KernelImage image =
        KernelImage.of(Options.with("image-compressed", 100_000L, "image-init", 50L), 0);

    assertThat(image.init()).as("5 % of 202800, in frames").isEqualTo(12_288);
    assertThat(image.textAndData()).isEqualTo(202_800 - 12_288);
    assertThat(image.bss()).isEqualTo(202_800 * 41 / 1000);
    assertThat(image.initStart() % 4096).isZero();
    assertThat(image.end() - image.initStart()).isEqualTo(image.init() + image.bss());
  }

  @Test
  void printkAndTheAllocatorChangeTextAndDataOnly() {
    KernelImage plain = KernelImage.of(Options.with(), 0);
    KernelImage slab = KernelImage.of(Options.with(), 14_021);
    KernelImage slob = KernelImage.of(Options.with(), 1_956);
    KernelImage printk = KernelImage.of(Options.with("printk", true), 0);

    assertThat(slob).isEqualTo(plain);
    assertThat(slab.textAndData() - plain.textAndData()).isEqualTo(12_065);
    assertThat(printk.textAndData() - plain.textAndData()).isEqualTo(100 << 10);
    assertThat(printk.init()).isEqualTo(slab.init()).isEqualTo(plain.init());
    assertThat(printk.bss()).isEqualTo(slab.bss()).isEqualTo(plain.bss());
  }

  @ParameterizedTest
  @CsvSource({"2M, 2, 1032172", "4M, 2, 1032172", "128M, 8, 909268"})
  void theAreaOfVmallocBeginsAGapBehindRam(String ram, long fixed, long kib) {
    long bytes = Long.parseLong(ram.replace("M", "")) << 20;

    assertThat(AddressSpace.vmallocBytes(bytes, fixed) >> 10).isEqualTo(kib);
    assertThat(AddressSpace.vmallocBytes(bytes, fixed + 1) >> 10).isEqualTo(kib - 4);
  }
}
