package dev.tollgate.hypervisor.xen.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GuestMemoryTest {

  private final Domains domains = Memory.domains();
  private final Domain guest = domains.create(new DomainSpec(5, false, 700, 2000, 1, -1));
  private final GuestMemory memory = guest.memory();

  @Test
  void aCopyAcrossPagesGoesToTheFrameBehindEach() {
    // Let neighbours in the guest's memory be far apart in the machine's.
    PhysicalToMachine map = guest.physicalToMachine();
    long far = map.machineFrame(600);
    assertThat(guest.linearMap().change(600, 0, guest.id())).isEqualTo(LinearMap.Change.DONE);
    assertThat(guest.linearMap().change(8, PageTableEntry.kernel(far, true), guest.id()))
        .isEqualTo(LinearMap.Change.DONE);
    byte[] bytes = {1, 2, 3, 4, 5, 6, 7, 8};
    long pointer = LinearMap.addressOf(8) - 3;
    assertThat(memory.write(pointer, bytes, 0, 8)).isTrue();
    assertThat(domains.memory().readByte((map.machineFrame(7) << 12) + 4095)).isEqualTo((byte) 3);
    assertThat(domains.memory().readByte((far << 12) + 4)).isEqualTo((byte) 8);
    byte[] back = new byte[10];
    assertThat(memory.read(pointer, back, 2, 8)).isTrue();
    assertThat(back).containsExactly(0, 0, 1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(memory.writeLong(pointer, 0x0807060504030201L)).isTrue();
    assertThat(memory.read(pointer, back, 0, 8)).isTrue();
    assertThat(back).startsWith(bytes);
    domains.check(List.of());
  }

  @Test
  void badPointersFailAndHarmNothing() {
    byte[] bytes = new byte[16];
    long readOnly = LinearMap.addressOf(guest.usableFrames() + 5);
    long unmapped = LinearMap.addressOf(900);
    long[] bad = {
      0,
      -1,
      1L << 47,
      LinearMap.XEN_START,
      LinearMap.XEN_START + 4096,
      LinearMap.BASE - 1,
      unmapped,
      LinearMap.addressOf(guest.linearMap().size()),
      Long.MAX_VALUE,
      Long.MIN_VALUE,
    };
    for (long pointer : bad) {
      assertThat(memory.read(pointer, bytes, 0, 16)).as("0x%x", pointer).isFalse();
      assertThat(memory.write(pointer, bytes, 0, 16)).as("0x%x", pointer).isFalse();
      assertThat(memory.writeLong(pointer, 1)).as("0x%x", pointer).isFalse();
    }
    assertThat(memory.read(readOnly, bytes, 0, 16)).as("a page table").isTrue();
    assertThat(memory.write(readOnly, bytes, 0, 16)).as("a page table").isFalse();
    assertThat(memory.read(LinearMap.addressOf(700) - 8, bytes, 0, 16)).isFalse();
  }

  @Test
  void sharedInfoIsMappedAfterTheLastPseudoPhysicalFrame() {
    long pointer = LinearMap.addressOf(guest.sharedInfoSlot());
    assertThat(memory.translate(pointer, true)).isEqualTo(guest.sharedInfoFrame() << 12);
    assertThat(domains.frames().isXenHeap(guest.sharedInfoFrame())).isTrue();
    assertThat(domains.frames().owner(guest.sharedInfoFrame())).isEqualTo(guest.id());
  }
}
