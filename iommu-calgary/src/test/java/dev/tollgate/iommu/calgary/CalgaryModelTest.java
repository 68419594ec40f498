package dev.tollgate.iommu.calgary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.spi.IovaAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long pseudo-random sequences of calls, answered as {@link SlowCalgary} answers them. */
class CalgaryModelTest {

  private static final int ENTRIES = 8192;
  private static final int CALLS = 6000;
  private static final long MILLISECOND = 1_000_000_000L;

  private static final List<DmaDirection> DIRECTIONS = List.of(DmaDirection.values());

  private record Mapping(long page, int pages) {}

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyAnswerIsTheSlowModels(int seed) {
    boolean older = seed % 2 == 0;
    int ways = 1 + seed % 4;
    int sets = seed > 4 ? 16 : 3;
    Calgary fast =
        Calgary.with(
            "driver",
            older ? "2006" : "2008",
            "chip",
            "calgary",
            "tce-cache-entries",
            (long) sets * ways,
            "tce-cache-ways",
            (long) ways);
    SlowCalgary slow = new SlowCalgary(ENTRIES, older ? 1 : 32, sets, ways);
    Random random = new Random(seed);
    List<Mapping> live = new ArrayList<>();
    int crowd = seed % 3 == 0 ? 400 : 60;
    long now = 0;
    for (int call = 0; call < CALLS; call++) {
      int dice = random.nextInt(100);
      if (dice < 30 && live.size() < crowd) {
        map(fast, slow, random, live);
      } else if (dice < 55 && !live.isEmpty()) {
        Mapping gone = live.remove(random.nextInt(live.size()));
        fast.unmap(gone.page, gone.pages);
        slow.unmap(gone.page, gone.pages);
      } else if (dice < 99) {
        long address = address(random, live, call);
        boolean write = random.nextInt(3) == 0 && call > CALLS / 2;
        assertThat(fast.iommu.translate(0, address, write))
            .as("call %d: 0x%x", call, address)
            .isEqualTo(slow.translate(address, write));
      } else {
        fast.iommu.invalidateAll(0);
        slow.flush();
      }
      now += random.nextInt(2) * MILLISECOND;
      fast.machine.advanceTo(now);
      slow.advanceTo(now);
    }
    compareAtTheEnd(fast, slow);
  }

  private static void map(Calgary fast, SlowCalgary slow, Random random, List<Mapping> live) {
    int pages = random.nextInt(4) > 0 ? 1 : 1 + random.nextInt(100);
    int alignment = random.nextInt(4) > 0 ? 1 : 1 << random.nextInt(7);
    long boundary = random.nextBoolean() ? 1 << 20 : 256;
    long frame = random.nextLong() >>> 29;
    DmaDirection direction = DIRECTIONS.get(random.nextInt(3));
    IovaAllocator iova = fast.iova();
    long page = iova.allocate(pages, alignment, boundary);
    if (page == IovaAllocator.NONE) {
      fast.iommu.invalidateAll(0);
      page = iova.retry(pages, alignment, boundary);
    }
    assertThat(page).isEqualTo(slow.map(pages, alignment, boundary, frame, direction));
    if (page != IovaAllocator.NONE) {
      fast.iommu.map(0, page, pages, frame, direction);
      live.add(new Mapping(page, pages));
    }
    fast.iommu.endOfCall(0);
  }

  /** Mostly where something is mapped; late in the run also where nothing is or ever was. */
  private static long address(Random random, List<Mapping> live, int call) {
    int offset = random.nextInt(4096);
    boolean stray = live.isEmpty() || (call > CALLS / 2 && random.nextInt(20) == 0);
    if (stray && call > CALLS / 2) {
      return (long) random.nextInt(ENTRIES + 100) << 12 | offset;
    }
    if (stray) {
      return (160L + random.nextInt(96)) << 12 | offset; // passes by
    }
    Mapping mapping = live.get(random.nextInt(Math.min(live.size(), 20)));
    return (mapping.page + random.nextInt(mapping.pages)) << 12 | offset;
  }

  private static void compareAtTheEnd(Calgary fast, SlowCalgary slow) {
    BusDriver driver = fast.driver();
    for (int page = 0; page < ENTRIES; page++) {
      assertThat(driver.table().read(page)).as("entry %d", page).isEqualTo(slow.entry(page));
    }
    assertThat(driver.allocator().bitmap().hint()).isEqualTo(slow.hint());
    assertThat(driver.flushes()).isEqualTo(slow.flushes);
    assertThat(driver.bridge().tceCache().hits()).isEqualTo(slow.hits);
    assertThat(driver.bridge().tceCache().misses()).isEqualTo(slow.misses);
    assertThat(driver.bridge().faultCount()).isEqualTo(slow.faults);
    assertThat(slow.flushes).isGreaterThan(5);
    assertThat(slow.hits).isPositive();
    assertThat(slow.faults).isPositive();
    fast.iommu.check();
    assertThat(CalgaryCheck.unownedEntries(driver)).isZero();
  }
}
