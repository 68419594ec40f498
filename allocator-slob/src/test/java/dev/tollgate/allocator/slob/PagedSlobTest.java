package dev.tollgate.allocator.slob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.CacheSpec.Flag;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.ObjectCache;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PagedSlobTest {

  private final Machine machine = Slob.machine(64);
  private final PagedSlob slob = new PagedSlob(machine, Generation.LINUX_6_1);

  private int unit(long address) {
    return machine.memory().readShortLittleEndian(address);
  }

  private static CacheSpec spec(long size, long alignment, Flag... flags) {
    return new CacheSpec("c", size, alignment, ImmutableSet.copyOf(flags));
  }

  @Test
  void theHeaderHoldsTheSizeAndTheFreelistLiesInThePage() {
    assertThat(slob.kmalloc(10)).isEqualTo(8);
    assertThat(machine.memory().readIntLittleEndian(0)).isEqualTo(10);
    // What is left: 2048 - 9 units from unit 9 on, and then the page's end.
    assertThat(unit(18)).isEqualTo(2039);
    assertThat(unit(20)).isEqualTo(2048);
  }

  @Test
  void aBlockOfOneUnitHoldsOnlyTheNegatedOffsetOfTheNext() {
    ObjectCache cache = slob.createCache(spec(6, 0));
    long first = cache.allocate();
    long second = cache.allocate();
    // Alignment to 8 bytes skips one unit between the two.
    assertThat(second).isEqualTo(first + 8);
    assertThat(unit(first + 6)).isEqualTo((int) -((second + 6) / 2));
  }

  @ParameterizedTest
  @CsvSource({"64, 32, 56", "256, 8, 15", "512, 4, 7", "1024, 2, 3"})
  void naturalAlignmentHalvesHowManyEqualPowersOfTwoAPageHolds(
      int size, int aligned, int unaligned) {
    assertThat(objectsInAPage(slob, size)).isEqualTo(aligned);
    PagedSlob older = new PagedSlob(Slob.machine(64), Generation.LINUX_2_6_25);
    assertThat(objectsInAPage(older, size)).isEqualTo(unaligned);
  }

  private static int objectsInAPage(PagedSlob slob, int size) {
    int objects = 0;
    while (true) {
      long address = slob.kmalloc(size);
      if (address >= 4096) {
        return objects;
      }
      objects++;
    }
  }

  @Test
  void powersOfTwoAreAlignedToTheirSize() {
    for (int round = 0; round < 5; round++) {
      slob.kmalloc(3 + round);
      for (int size = 8; size <= 2048; size *= 2) {
        assertThat(slob.kmalloc(size) % size).as("kmalloc of %d", size).isZero();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"true, 2", "false, 0"})
  void aPageThatWasFullGoesToTheListOfTheSizeFreed(boolean latest, int list) {
    PagedSlob some =
        new PagedSlob(Slob.machine(64), latest ? Generation.LINUX_6_1 : Generation.LINUX_2_6_25);
    long first = some.kmalloc(2032);
    some.kmalloc(2047);
    assertThat(some.heap().fullPages()).isEqualTo(1);
    some.kfree(first);
    assertThat(some.heap().list(list).count()).isEqualTo(1);
    assertThat(some.heap().fullPages()).isZero();
    some.check();
  }

  @Test
  void aPageWhollyFreeGoesBackAtOnce() {
    long address = slob.kmalloc(100);
    long other = slob.kmalloc(200);
    assertThat(slob.framesHeld()).isEqualTo(1);
    slob.kfree(address);
    slob.kfree(other);
    assertThat(slob.framesHeld()).isZero();
    assertThat(machine.pages().freeFrames()).isEqualTo(64);
    slob.check();
  }

  @Test
  void nothingIsTakenForNothing() {
    assertThat(slob.kmalloc(0)).isEqualTo(KernelAllocator.ZERO_SIZE);
    assertThat(slob.ksize(KernelAllocator.ZERO_SIZE)).isZero();
    slob.kfree(KernelAllocator.ZERO_SIZE);
    slob.kfree(KernelAllocator.FAILED);
    assertThat(slob.framesHeld()).isZero();
    assertThatThrownBy(() -> slob.kmalloc(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  @ParameterizedTest
  @ValueSource(longs = {4L << 20, (4L << 20) + 1, Long.MAX_VALUE})
  void whatNoPagesCanHoldFails(long size) {
    assertThat(slob.kmalloc(size)).isEqualTo(KernelAllocator.FAILED);
    slob.check();
    assertThat(slob.use().requested()).isZero();
  }

  @Test
  void exhaustionLeavesEverythingConsistent() {
    List<Long> live = new ArrayList<>();
    for (long address = slob.kmalloc(300);
        address != KernelAllocator.FAILED;
        address = slob.kmalloc(300)) {
      live.add(address);
    }
    assertThat(slob.framesHeld()).isEqualTo(64);
    assertThat(live).hasSize(64 * 13);
    slob.check();
    assertThat(slob.use().sum()).isEqualTo(64 * 4096);
    live.forEach(slob::kfree);
    assertThat(slob.framesHeld()).isZero();
    assertThat(slob.kmalloc(300)).isNotNegative();
  }

  @Test
  void aBlockOfPagesIsFreedByAnyAddressInIt() {
    long address = slob.kmalloc(20000);
    assertThat(slob.ksize(address)).isEqualTo(32768);
    assertThat(slob.use().pageOrderWaste()).isEqualTo(12768);
    slob.kfree(address + 5000);
    assertThat(slob.framesHeld()).isZero();
    assertThat(slob.use().requested()).isZero();
  }

  @Test
  void framesOfOthersAreRefused() {
    ObjectCache cache = slob.createCache(spec(40, 0));
    long others = machine.pages().allocate(0) << 12;
    for (long address : new long[] {others + 64, 1L << 40, 63 << 12}) {
      assertThatThrownBy(() -> slob.kfree(address))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("none of SLOB's");
      assertThatThrownBy(() -> slob.ksize(address)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> cache.free(address)).isInstanceOf(IllegalStateException.class);
    }
    slob.check();
  }

  @Test
  void aSecondFreeGoesUnnoticedAndCorruptsTheFreelist() {
    slob.kmalloc(100);
    long address = slob.kmalloc(50);
    slob.kmalloc(100);
    slob.kfree(address);
    machine.memory().writeIntLittleEndian(address - 8, 50);
    slob.kfree(address);
    assertThatThrownBy(slob::check).isInstanceOf(InvariantViolation.class);
  }

  @Test
  void aFreeOfAPageGivenBackIsNoticed() {
    long address = slob.kmalloc(50);
    slob.kfree(address);
    assertThatThrownBy(() -> slob.kfree(address)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aFreelistThatGoesInCirclesIsReportedAsAHang() {
    slob.kmalloc(104);
    long address = slob.kmalloc(48);
    slob.kmalloc(104);
    slob.kfree(address);
    long block = address - 8;
    machine.memory().writeShortLittleEndian(block + 2, (short) (block / 2));
    assertThatThrownBy(() -> slob.kmalloc(200))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("hang");
  }

  @Test
  void anObjectFreedUnderRcuCarriesItsSizeInAFooter() {
    ObjectCache cache = slob.createCache(spec(40, 0, Flag.TYPESAFE_BY_RCU));
    assertThat(cache.slotSize()).isEqualTo(64);
    long address = cache.allocate();
    assertThat(slob.use().headers()).isEqualTo(24);
    cache.free(address);
    assertThat(machine.memory().readIntLittleEndian(address + 56)).isEqualTo(64);
    assertThat(slob.use().headers()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"72, 64, 64", "32, 32, 64", "33, 64, 64", "8, 8, 64"})
  void aSmallObjectGetsAsMuchOfTheCacheLineAsItNeeds(long size, long now, long before) {
    assertThat(CacheLayout.of(spec(size, 0, Flag.HWCACHE_ALIGN), Generation.LINUX_6_1).alignment())
        .isEqualTo(now);
    assertThat(
            CacheLayout.of(spec(size, 0, Flag.HWCACHE_ALIGN), Generation.LINUX_2_6_25).alignment())
        .isEqualTo(before);
  }

  @Test
  void cachesThatCannotBeAreBadInput() {
    assertThatThrownBy(() -> slob.createCache(spec(0, 0)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("objects of 0 bytes; expected 1 to");
    assertThatThrownBy(() -> slob.createCache(spec(8, 24)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("an alignment of 24 bytes; expected 0 or a power of two");
    assertThatThrownBy(() -> slob.createCache(spec(8, 8192))).isInstanceOf(BadInputException.class);
    assertThat(slob.framesHeld()).isZero();
  }
}
