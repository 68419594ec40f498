package dev.tollgate.iommu.dart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.spi.IovaAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long pseudo-random sequences of calls, answered as {@link SlowDart} answers them. */
class DartModelTest {

  private static final int ENTRIES = 4096;
  private static final int CALLS = 8000;

  private record Mapping(long page, int pages) {}

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyAnswerIsTheSlowModels(int seed) {
    boolean selective = seed % 2 == 0;
    int ways = 1 + seed % 4;
    int sets = seed > 4 ? 16 : 3;
    Dart fast =
        Dart.with(
            "model",
            selective ? "u4" : "u3",
            "allocator",
            seed % 3 == 0 ? "pools" : "2007",
            "coherency",
            seed % 3 == 1 ? "modern" : "2007",
            "busy-reads",
            seed % 5L,
            "tlb-entries",
            (long) sets * ways,
            "tlb-ways",
            (long) ways);
    SlowDart slow = new SlowDart(ENTRIES, fast.dummy(), selective, sets, ways);
    Random random = new Random(seed);
    List<Mapping> live = new ArrayList<>();
    for (int call = 0; call < CALLS; call++) {
      int dice = random.nextInt(100);
      if (dice < 25) {
        mapList(fast, slow, random, live);
      } else if (dice < 45 && !live.isEmpty()) {
        Mapping gone = live.remove(random.nextInt(live.size()));
        fast.iommu.unmap(0, gone.page, gone.pages);
        slow.unmap(gone.page, gone.pages);
        if (random.nextInt(4) == 0) { // strictly
          assertThat(fast.iommu.invalidate(0, gone.page, gone.pages)).isTrue();
          slow.invalidate(gone.page, gone.pages);
        }
        fast.iova().free(gone.page, gone.pages);
        fast.iommu.endOfCall(0);
        slow.endCall();
      } else if (dice < 99) {
        long address = address(random, live);
        assertThat(fast.iommu.translate(dice % 2, address, dice % 3 == 0))
            .as("call %d: 0x%x", call, address)
            .isEqualTo(slow.translate(address));
      } else {
        assertThat(fast.iommu.invalidateAll(0)).isTrue();
        slow.flush();
      }
    }
    compareAtTheEnd(fast, slow);
  }

  private static void mapList(Dart fast, SlowDart slow, Random random, List<Mapping> live) {
    int segments = 1 + random.nextInt(3);
    for (int segment = 0; segment < segments; segment++) {
      int pages = random.nextInt(4) > 0 ? 1 : 1 + random.nextInt(60);
      long frame = random.nextInt(1 << 23);
      IovaAllocator iova = fast.iova();
      long page = iova.allocate(pages, 1, 1 << 20);
      if (page == IovaAllocator.NONE) {
        page = iova.retry(pages, 1, 1 << 20);
      }
      if (page == IovaAllocator.NONE) {
        // The kernel ends such a call without a flush, and so must this one.
        fast.iommu.endOfCall(0);
        return;
      }
      fast.iommu.map(0, page, pages, frame, DmaDirection.FROM_DEVICE);
      slow.map(page, pages, frame);
      live.add(new Mapping(page, pages));
    }
    fast.iommu.endOfCall(0);
    slow.endCall();
  }

  /** Mostly where something is mapped; else anywhere, beyond the table included. */
  private static long address(Random random, List<Mapping> live) {
    int offset = random.nextInt(4096);
    if (live.isEmpty() || random.nextInt(8) == 0) {
      return (long) random.nextInt(ENTRIES + 100) << 12 | offset;
    }
    Mapping mapping = live.get(random.nextInt(Math.min(live.size(), 20)));
    return (mapping.page + random.nextInt(mapping.pages)) << 12 | offset;
  }

  private static void compareAtTheEnd(Dart fast, SlowDart slow) {
    DartDriver driver = fast.driver();
    for (int page = 0; page < ENTRIES; page++) {
      assertThat(DartEntry.frame(driver.table().read(page)))
          .as("entry %d", page)
          .isEqualTo(slow.frame(page));
    }
    assertThat(driver.invalidation().flushes()).isEqualTo(slow.flushes);
    assertThat(driver.bridge().tlb().hits()).isEqualTo(slow.hits);
    assertThat(driver.bridge().tlb().misses()).isEqualTo(slow.misses);
    assertThat(driver.bridge().dummyReads() + driver.bridge().dummyWrites())
        .isEqualTo(slow.absorbed);
    assertThat(driver.bridge().refused().total()).isEqualTo(slow.refused);
    assertThat(slow.flushes).isPositive();
    assertThat(slow.hits).isPositive();
    assertThat(slow.absorbed).isPositive();
    assertThat(slow.refused).isPositive();
    fast.iommu.check();
    assertThat(DartCheck.unownedEntries(driver)).isZero();
  }
}
