package dev.tollgate.allocator.slab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.spi.KernelAllocator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Linux 2.6.5. */
class OldSlabTest {

  private final Machine machine = SlabRig.machine(1, 16_384);
  private final SlabAllocator allocator = SlabRig.old(machine);

  @Test
  void theDescriptorAndTheChainStandBeforeTheObjects() {
    long address = allocator.kmalloc(32);
    long slab = address & -4096;

    // 119 objects of 32 bytes; the first batch of 16 was taken from a new slab, the 16th given out.
    int head = (int) (address - 15 * 32 - slab);
    assertThat(head).isEqualTo(288);
    assertThat(machine.memory().readIntLittleEndian(slab + 8)).isEqualTo(288);
    assertThat(machine.memory().readIntLittleEndian(slab + 12)).isEqualTo((int) (slab + 288));
    assertThat(machine.memory().readIntLittleEndian(slab + 16)).isEqualTo(16);
    assertThat(machine.memory().readShortLittleEndian(slab + 20)).isEqualTo((short) 16);
    assertThat(machine.memory().readShortLittleEndian(slab + 24 + 2 * 16)).isEqualTo((short) 17);
    assertThat(machine.memory().readShortLittleEndian(slab + 24 + 2 * 118)).isEqualTo((short) -1);
  }

  @Test
  void theLargestRequestIs128KibibytesAndTheSizesAreThoseOfThePaper() {
    assertThat(allocator.kmalloc(131_073)).isEqualTo(KernelAllocator.FAILED);
    assertThat(allocator.ksize(allocator.kmalloc(131_072))).isEqualTo(131_072);
    assertThat(allocator.ksize(allocator.kmalloc(65))).isEqualTo(96);
    assertThat(allocator.ksize(allocator.kmalloc(129))).isEqualTo(192);
    assertThat(allocator.ksize(allocator.kmalloc(193))).isEqualTo(256);
  }

  @Test
  void nothingIsLostOverAnyTime() {
    Random random = new Random(5);
    List<Long> live = new ArrayList<>();
    Set<Long> distinct = new HashSet<>();
    for (int step = 0; step < 30_000; step++) {
      boolean grow = step / 6_000 % 2 == 0;
      if (live.isEmpty() || random.nextInt(10) < (grow ? 7 : 3)) {
        long address = allocator.kmalloc(1 + random.nextInt(random.nextInt(9000) + 1));
        if (address >= 0) {
          assertThat(distinct.add(address)).isTrue();
          live.add(address);
        }
      } else {
        long address = live.remove(random.nextInt(live.size()));
        distinct.remove(address);
        allocator.kfree(address);
      }
      if (step % 1000 == 0) {
        machine.advanceTo(machine.now() + 700_000_000_000L);
        allocator.check();
        assertThat(allocator.use().sum()).isEqualTo(allocator.framesHeld() << 12);
        assertThat(allocator.framesHeld()).isEqualTo(machine.pages().counts().heldFrames());
      }
    }
  }
}
