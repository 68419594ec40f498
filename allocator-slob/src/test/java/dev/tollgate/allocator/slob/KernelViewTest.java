package dev.tollgate.allocator.slob;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import dev.tollgate.core.allocator.KernelTexts;
import dev.tollgate.core.allocator.SlabPages;
import dev.tollgate.core.machine.Machine;
import org.junit.jupiter.api.Test;

/** What the rest of the kernel is told: bytes of a kmalloc, frames of /proc/meminfo, the texts. */
class KernelViewTest {

  private final Machine machine = Slob.machine(64);

  @Test
  void aKmallocOf61TakesItsHeaderToo() {
    PagedSlob slob = new PagedSlob(machine, Generation.LINUX_6_1);
    assertThat(slob.allocatedBytes(slob.kmalloc(13))).isEqualTo(21);
    assertThat(slob.allocatedBytes(slob.kmalloc(64))).isEqualTo(72);
    assertThat(slob.allocatedBytes(slob.kmalloc(4088))).isEqualTo(4096);
    assertThat(slob.allocatedBytes(slob.kmalloc(4097))).isEqualTo(8192);
    assertThat(slob.allocatedBytes(slob.kmalloc(0))).isZero();
  }

  @Test
  void aKmallocOf265TakesWholeUnitsAndABlockOfPagesItsRecord() {
    ClassicSlob slob = new ClassicSlob(machine, true);
    assertThat(slob.allocatedBytes(slob.kmalloc(13))).isEqualTo(24);
    assertThat(slob.allocatedBytes(slob.kmalloc(64))).isEqualTo(72);
    assertThat(slob.allocatedBytes(slob.kmalloc(4088))).isEqualTo(4096 + 16);
    assertThat(slob.allocatedBytes(slob.kmalloc(8000))).isEqualTo(8192 + 16);
    assertThat(slob.allocatedBytes(slob.kmalloc(0))).isZero();
  }

  @Test
  void lookingOnCostsNothing() {
    ClassicSlob slob = new ClassicSlob(machine, true);
    long block = slob.kmalloc(8000);
    long before = machine.ledger().totalMilliCycles();
    slob.allocatedBytes(block);
    assertThat(machine.ledger().totalMilliCycles()).isEqualTo(before);
    assertThat(before).isPositive();
  }

  @Test
  void only61TellsMeminfoOfItsPages() {
    PagedSlob modern = new PagedSlob(machine, Generation.LINUX_6_1);
    modern.kmalloc(100);
    modern.kmalloc(10_000);
    SlabPages pages = modern.as(SlabPages.class);
    assertThat(pages).isNotNull();
    assertThat(modern.unreclaimableFrames()).isEqualTo(5);
    assertThat(modern.reclaimableFrames()).isZero();
    assertThat(new PagedSlob(machine, Generation.LINUX_2_6_25).as(SlabPages.class)).isNull();
    assertThat(new ClassicSlob(machine, true).as(SlabPages.class)).isNull();
  }

  @Test
  void hasMeminfoAndBuddyinfoButNoSlabinfo() {
    PagedSlob slob = new PagedSlob(machine, Generation.LINUX_6_1);
    slob.kmalloc(100);
    assertThat(KernelTexts.of(machine, slob, ImmutableMap.of()))
        .containsOnlyKeys("buddyinfo", "meminfo-2.6", "meminfo-6.1")
        .hasEntrySatisfying(
            "meminfo-6.1",
            text ->
                assertThat(text)
                    .contains("MemFree:             252 kB\n", "SUnreclaim:            4 kB\n"));
  }
}
