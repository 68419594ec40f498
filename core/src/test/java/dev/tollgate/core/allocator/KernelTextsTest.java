package dev.tollgate.core.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.machine.MachineProfile.PageAllocation;
import org.junit.jupiter.api.Test;

/** Which texts there are, and where their figures come from. */
class KernelTextsTest {

  private static Machine machine(long bytes) {
    return new Machine(
        new MachineProfile(
            "test", "a test's", 1, 1_000_000_000, bytes, 0, PageAllocation.BUDDY, "free"),
        new CostProfile("free", "nothing costs anything", ImmutableSortedMap.of()));
  }

  @Test
  void withoutCachesThereIsNoSlabinfoAndWithoutAccountNoKmalloc() {
    assertThat(KernelTexts.of(machine(1 << 24), new StepAllocator(), ImmutableMap.of()).keySet())
        .containsExactly("buddyinfo", "meminfo-2.6", "meminfo-6.1");
    assertThat(KernelTexts.accounting(new StepAllocator())).isNull();
  }

  @Test
  void kmallocIsThereIfAccountWasKept() {
    Machine machine = machine(1 << 24);
    KmallocAccounting accounting =
        new KmallocAccounting(new StepAllocator(), machine, KmallocForm.TINY);
    accounting.kmalloc(10);
    assertThat(KernelTexts.of(machine, accounting, ImmutableMap.of()).get("kmalloc"))
        .isEqualTo(accounting.accounting().kmalloc());
  }

  @Test
  void buddyinfoNamesTheZoneThatTheMemoryLiesIn() {
    Machine small = machine(1 << 24);
    small.pages().allocate(0);
    assertThat(KernelTexts.of(small, new StepAllocator(), ImmutableMap.of()).get("buddyinfo"))
        .isEqualTo(
            "Node 0, zone      DMA      1      1      1      1      1      1      1      1      1"
                + "      1      3 \n");
    assertThat(KernelTexts.of(machine(1 << 28), new StepAllocator(), ImmutableMap.of()))
        .hasEntrySatisfying(
            "buddyinfo",
            text -> assertThat(text).startsWith("Node 0, zone    DMA32      0      0"));
    assertThat(KernelTexts.of(machine(1L << 33), new StepAllocator(), ImmutableMap.of()))
        .hasEntrySatisfying(
            "buddyinfo", text -> assertThat(text).startsWith("Node 0, zone   Normal "));
  }

  @Test
  void meminfoTakesLinesThatOthersKnow() {
    assertThat(
            KernelTexts.of(
                    machine(1 << 24), new StepAllocator(), ImmutableMap.of("PageTables", 24L))
                .get("meminfo-2.6"))
        .startsWith("MemTotal:        16384 kB\nMemFree:         16384 kB\n")
        .contains("Slab:                0 kB\nPageTables:         24 kB\n");
  }
}
