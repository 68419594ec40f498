package dev.tollgate.allocator.slab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import dev.tollgate.core.allocator.KernelTexts;
import dev.tollgate.core.allocator.SlabInfoFormat;
import dev.tollgate.core.allocator.SlabPages;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.spi.CacheSpec.Flag;
import dev.tollgate.core.spi.ObjectCache;
import org.junit.jupiter.api.Test;

/** What the rest of the kernel is told: bytes of a kmalloc, frames of /proc/meminfo, the texts. */
class KernelViewTest {

  private final Machine machine = SlabRig.machine(1, 1024);
  private final SlabAllocator allocator = SlabRig.allocator(machine, false);

  @Test
  void aKmallocTakesASlotOrWholeFrames() {
    long odd = allocator.kmalloc(70);
    assertThat(allocator.ksize(odd)).isEqualTo(96);
    assertThat(allocator.allocatedBytes(odd)).isEqualTo(128);
    assertThat(allocator.allocatedBytes(allocator.kmalloc(8193))).isEqualTo(16_384);
    assertThat(allocator.allocatedBytes(allocator.kmalloc(0))).isZero();
  }

  @Test
  void framesAreReclaimableOnlyIfTheirCacheIs() {
    long before = allocator.unreclaimableFrames();
    assertThat(allocator.reclaimableFrames()).isZero();
    ObjectCache inodes = SlabRig.cache(allocator, "inodes", 2048, Flag.RECLAIM);
    long descriptors = allocator.unreclaimableFrames() - before;
    for (int i = 0; i < 5; i++) {
      inodes.allocate();
    }
    long perSlab = SlabRig.info(allocator, "inodes").objectsPerSlab();
    long pages = SlabRig.info(allocator, "inodes").pagesPerSlab();
    assertThat(allocator.reclaimableFrames()).isEqualTo((5 + perSlab - 1) / perSlab * pages);
    allocator.kmalloc(20_000);
    assertThat(allocator.unreclaimableFrames()).isEqualTo(before + descriptors + 8);
    assertThat(allocator.as(SlabPages.class)).isSameAs(allocator);
  }

  @Test
  void theTextsAreThoseOfItsCachesAndOfTheMachinesFrames() {
    allocator.kmalloc(10_000);
    ImmutableMap<String, String> texts =
        ImmutableMap.copyOf(KernelTexts.of(machine, allocator, ImmutableMap.of()));
    assertThat(texts.get("slabinfo-2.1"))
        .isEqualTo(SlabInfoFormat.V2_1.text(allocator.slabInfo(), false, false));
    assertThat(texts.get("slabinfo-2.0-statistics"))
        .isEqualTo(SlabInfoFormat.V2_0.text(allocator.slabInfo(), true, false));
    assertThat(texts.get("slabinfo-1.1")).startsWith("slabinfo - version: 1.1\nkmem_cache  ");
    long held = allocator.framesHeld();
    assertThat(texts.get("meminfo-6.1"))
        .contains("MemTotal:           4096 kB\n")
        .contains("MemFree:        %8d kB\n".formatted(4096 - 4 * held))
        .contains("Slab:           %8d kB\n".formatted(4 * held));
  }
}
