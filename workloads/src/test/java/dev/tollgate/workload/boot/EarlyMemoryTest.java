package dev.tollgate.workload.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.machine.BootClaim;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PageAllocator;
import org.junit.jupiter.api.Test;

class EarlyMemoryTest {

  private static final KernelImage IMAGE = new KernelImage(500_000, 40_960, 10_000);

  private static EarlyMemory loaded(Machine machine, Object... options) {
    EarlyMemory early = new EarlyMemory(machine, IMAGE);
    early.describe(Options.with(options));
    return early;
  }

  private static long bytes(EarlyMemory early, String owner) {
    return early.audit().stream()
        .filter(claim -> claim.owner().equals(owner))
        .mapToLong(BootClaim::bytes)
        .sum();
  }

  @Test
  void thePageAllocatorGetsWhatIsLeftOf1664KiB() {
    Machine machine = Small.machine(2048);
    EarlyMemory early = loaded(machine);

    PageAllocator pages = early.handOver();

    long image = (503_808 + 40_960 + 10_000 + 4095) / 4096;
    long others = 1 + 1 + 1 + 6;
    assertThat(pages.totalFrames()).isEqualTo(416 - image - others);
    assertThat(pages.freeFrames()).isEqualTo(pages.totalFrames());
  }

  @Test
  void theBitmapIsFreedLastAndInitmemLater() {
    Machine machine = Small.machine(2048);
    EarlyMemory early = loaded(machine);
    long bitmap = bytes(early, "bootmem_bitmap");

    PageAllocator pages = early.handOver();
    long before = pages.totalFrames();
    early.freeInit(pages);

    assertThat(bitmap).isEqualTo(64);
    assertThat(pages.totalFrames()).isEqualTo(before + 10);
  }

  @Test
  void theAuditListSaysWhatTheKernelNeedsToKnowItsMemory() {
    EarlyMemory early = loaded(Small.machine(2048));

    assertThat(bytes(early, "mem_map")).isEqualTo(512 * 40).isEqualTo(early.memMapBytes());
    assertThat(bytes(early, "page_table")).isEqualTo(4096);
    assertThat(bytes(early, "wait_table")).isEqualTo(4 * 8);
    assertThat(bytes(early, "zone_bitmap")).isEqualTo(32 + 16 + 8 + 7 * 4);
    assertThat(early.audit().stream().map(BootClaim::owner).limit(4))
        .containsExactly("kernel", "page_table_of_start", "bootmem_bitmap", "bios_data");
    assertThat(early.allocations()).hasSize(early.audit().size() - 4);
  }

  @Test
  void smallTablesShareTheRestOfAFrame() {
    EarlyMemory early = loaded(Small.machine(2048));
    ImmutableList<BootClaim> claims = ImmutableList.copyOf(early.allocations());

    assertThat(claims.get(1)).isEqualTo(new BootClaim("mem_map", 8192, 20_480));
    assertThat(claims.get(2).address()).as("20480 bytes fill five frames").isEqualTo(28_672);
    assertThat(claims.get(3).address()).isEqualTo(28_672 + 32);
  }

  @Test
  void withoutLargePagesThereIsATableForEach4MiB() {
    assertThat(loaded(Small.machine(2048), "large-pages", false).pageTableBytes()).isEqualTo(8192);
    assertThat(loaded(Small.machine(8196), "large-pages", false).pageTableBytes())
        .isEqualTo(4 * 4096);
    assertThat(loaded(Small.machine(8196)).pageTableBytes()).isEqualTo(4096);
  }

  @Test
  void aKernelThatDoesNotFitIsNotLoaded() {
    assertThatThrownBy(() -> loaded(Small.machine(1024)))
        .isInstanceOf(BootHalt.class)
        .hasMessage(
            "setup_arch: loading the kernel, its first page table and the bitmap of boot memory of"
                + " 565248 bytes failed: 0 bytes of RAM lie above 1 MiB");
    assertThatThrownBy(() -> loaded(Small.machine(1572)))
        .isInstanceOf(BootHalt.class)
        .hasMessageEndingWith("561152 bytes of RAM lie above 1 MiB");
    loaded(Small.machine(1576));
  }

  @Test
  void aTableThatDoesNotFitIsNamed() {
    assertThatThrownBy(() -> loaded(Small.machine(1576), "struct-page", 4096L))
        .isInstanceOfSatisfying(
            BootHalt.class,
            halt -> {
              assertThat(halt.failure().step()).isEqualTo("free_area_init");
              assertThat(halt.failure().bytes()).isEqualTo(394 * 4096);
              assertThat(halt.failure().order()).isEqualTo(BootFailure.NO_ORDER);
              assertThat(halt.failure().message())
                  .contains("boot memory for mem_map")
                  .contains("158 frames free");
            });
  }
}
