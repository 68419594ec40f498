package dev.tollgate.allocator.slab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Figures that others published and that need no machine but the allocator; docs/allocators.md. */
class PublishedBandsTest {

  private final SlabAllocator old = SlabRig.old(SlabRig.machine(1, 16_384));

  @Test
  void theClassesOf2_6AloneWasteAQuarterOfWhatIsAllocated() {
    // "25-30 % of the total memory allocated by kmalloc" (Linux-tiny paper, section 4.2).
    assertThat(slackOfAllocated(old, 1, size -> 1)).isCloseTo(0.249, within(0.001));
    assertThat(slackOfAllocated(old, 4, size -> Math.log((size + 0.5) / (size - 0.5))))
        .isCloseTo(0.277, within(0.001));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 16})
  void shortStringsTake32Bytes(int bytes) {
    // eLinux, "Kernel dynamic memory analysis": SLAB wastes 700 to 100 % of strings of 4 to 16
    // bytes.
    for (SlabAllocator allocator : new SlabAllocator[] {old, modern()}) {
      long ksize = allocator.ksize(allocator.kmalloc(bytes));
      assertThat(100 * (ksize - bytes) / bytes).isEqualTo(bytes == 4 ? 700 : 100);
    }
  }

  private static SlabAllocator modern() {
    return SlabRig.allocator(SlabRig.machine(1, 16_384), false);
  }

  /** Slack ÷ bytes allocated for requests of {@code least} to 4096 bytes, each so often. */
  private static double slackOfAllocated(
      SlabAllocator allocator, int least, IntToDoubleFunction weight) {
    double allocated = 0;
    double requested = 0;
    for (int size = least; size <= 4096; size++) {
      long address = allocator.kmalloc(size);
      allocated += weight.applyAsDouble(size) * allocator.ksize(address);
      requested += weight.applyAsDouble(size) * size;
      allocator.kfree(address);
    }
    return (allocated - requested) / allocated;
  }
}
