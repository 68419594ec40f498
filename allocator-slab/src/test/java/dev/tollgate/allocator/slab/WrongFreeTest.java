package dev.tollgate.allocator.slab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.ObjectCache;
import org.junit.jupiter.api.Test;

/** Requests that no right kernel makes, each refused without harm. */
class WrongFreeTest {

  private final Machine machine = SlabRig.machine(1, 4096);
  private final SlabAllocator allocator = SlabRig.allocator(machine, false);

  @Test
  void anObjectFreedTwiceIsRefused() {
    long address = allocator.kmalloc(100);
    allocator.kfree(address);

    assertThatIllegalStateException()
        .isThrownBy(() -> allocator.kfree(address))
        .withMessageContaining("double free");
    allocator.check();
    assertThat(allocator.use().requested()).isZero();
  }

  @Test
  void anAddressInsideAnObjectIsRefused() {
    long address = allocator.kmalloc(100);

    assertThatIllegalStateException()
        .isThrownBy(() -> allocator.kfree(address + 8))
        .withMessageContaining("no object begins there");
    allocator.kfree(address);
    allocator.check();
  }

  @Test
  void anAddressNeverGivenOutIsRefused() {
    assertThatIllegalStateException().isThrownBy(() -> allocator.kfree(4000L << 12));
    assertThatIllegalStateException().isThrownBy(() -> allocator.kfree(-4096));
    assertThatIllegalStateException().isThrownBy(() -> allocator.ksize(4000L << 12));
  }

  @Test
  void aBlockOfFramesFreedTwiceOrInTheMiddleIsRefused() {
    long address = allocator.kmalloc(20_000);

    assertThatIllegalStateException().isThrownBy(() -> allocator.kfree(address + 4096));
    allocator.kfree(address);
    assertThatIllegalStateException().isThrownBy(() -> allocator.kfree(address));
    allocator.check();
  }

  @Test
  void anObjectOfAnotherCacheIsRefused() {
    ObjectCache first = SlabRig.cache(allocator, "first", 100);
    ObjectCache second = SlabRig.cache(allocator, "second", 100);
    long address = first.allocate();

    assertThatIllegalStateException()
        .isThrownBy(() -> second.free(address))
        .withMessageContaining("belongs to first");
  }

  @Test
  void theAllocatorsOwnObjectsAreRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> allocator.kfree(0))
        .withMessageContaining("allocator's own");
  }

  @Test
  void whatIsNoMemoryMayBeFreed() {
    allocator.kfree(KernelAllocator.FAILED);
    allocator.kfree(KernelAllocator.ZERO_SIZE);
    assertThat(allocator.kmalloc(0)).isEqualTo(KernelAllocator.ZERO_SIZE);
    assertThat(allocator.ksize(KernelAllocator.ZERO_SIZE)).isZero();
  }

  @Test
  void anIndexThatWasOverwrittenIsNoticed() {
    ObjectCache cache = SlabRig.cache(allocator, "fat", 2000, CacheSpec.Flag.RECLAIM);
    long first = cache.allocate();
    cache.free(first);
    // kmalloc-32 has its index at the end of each slab: 124 numbers, 16 of them taken at first.
    long address = allocator.kmalloc(32);
    machine.memory().fill((address | 0xfff) - 123, 124, (byte) 0xff);

    assertThatIllegalStateException()
        .isThrownBy(
            () -> {
              for (int i = 0; i < 17; i++) {
                allocator.kmalloc(32);
              }
            })
        .withMessageContaining("was overwritten");
  }

  @Test
  void anIndexThatNamesAnObjectInUseIsNoticed() {
    long address = allocator.kmalloc(32);
    machine.memory().fill((address | 0xfff) - 123, 124, (byte) 15);

    assertThatIllegalStateException()
        .isThrownBy(
            () -> {
              for (int i = 0; i < 17; i++) {
                allocator.kmalloc(32);
              }
            })
        .withMessageContaining("handed out twice");
  }

  @Test
  void impossibleSizesAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> allocator.kmalloc(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> allocator.runOn(1));
    refused(0, 0);
    refused(8, 3);
    refused(8, -8);
    refused(5 << 20, 0);
    long before = allocator.use().metadata();
    refused((4 << 20) - 8, 8L << 20);
    assertThat(allocator.use().metadata()).isEqualTo(before);
    allocator.check();
  }

  private void refused(long size, long alignment) {
    assertThatThrownBy(
            () ->
                allocator.createCache(new CacheSpec("strange", size, alignment, ImmutableSet.of())))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("strange");
  }

  @Test
  void requestsBeyondMemoryFailAndLeaveEverythingAsItWas() {
    long before = allocator.framesHeld();
    assertThat(allocator.kmalloc(5 << 20)).isEqualTo(KernelAllocator.FAILED);
    assertThat(allocator.kmalloc(Long.MAX_VALUE)).isEqualTo(KernelAllocator.FAILED);
    assertThat(allocator.framesHeld()).isEqualTo(before);
  }
}
