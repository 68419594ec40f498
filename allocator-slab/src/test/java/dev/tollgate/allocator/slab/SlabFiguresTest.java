package dev.tollgate.allocator.slab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.allocator.SlabInfo;
import dev.tollgate.core.allocator.SlabStatistics;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.SimulatedClock;
import dev.tollgate.core.spi.MemoryUse;
import dev.tollgate.core.spi.ObjectCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Steps, statistics and the report, each count worked out by hand. Objects of 2048 bytes: two in a
 * slab of one frame, an array for 24 and batches of 12.
 */
class SlabFiguresTest {

  private final Machine machine = SlabRig.machine(1, 4096);
  private final SlabAllocator allocator = SlabRig.allocator(machine, false);
  private final ObjectCache cache = SlabRig.cache(allocator, "tested", 2048);
  private final Map<String, Long> before = steps();

  @Test
  void theFirstObjectCostsASlabAndHalfOfItsBatch() {
    cache.allocate();

    // A new array is not "touched": at most 16 at once, but a slab grown fills no more than itself.
    assertThat(booked())
        .containsOnly(
            Map.entry("slab-queue-access", 1L),
            Map.entry("slab-object-move", 2L),
            Map.entry("slab-list-update", 1L),
            Map.entry("slab-index-store", 2L),
            Map.entry("page-allocation", 1L),
            Map.entry("lock", 1L));
    SlabStatistics statistics = statistics();
    assertThat(statistics.allocations()).isEqualTo(2);
    assertThat(statistics.highMark()).isEqualTo(2);
    assertThat(statistics.grown()).isEqualTo(1);
    assertThat(statistics.allocationHits()).isZero();
    assertThat(statistics.allocationMisses()).isEqualTo(1);
  }

  @Test
  void theSecondComesFromTheArrayAlone() {
    cache.allocate();
    Map<String, Long> afterFirst = steps();

    cache.allocate();

    assertThat(difference(afterFirst)).containsOnly(Map.entry("slab-queue-access", 1L));
    assertThat(statistics().allocationHits()).isEqualTo(1);
    assertThat(statistics().allocationMisses()).isEqualTo(1);
  }

  @Test
  void theObjectThatFindsTheArrayFullSendsABatchHome() {
    List<Long> taken = take(26);
    taken.subList(0, 24).forEach(cache::free);
    Map<String, Long> full = steps();

    cache.free(taken.get(24));

    // Twelve of six slabs go home: off the full list and onto partial, then off it and onto free.
    assertThat(difference(full))
        .containsOnly(
            Map.entry("slab-queue-access", 1L),
            Map.entry("slab-object-move", 12L),
            Map.entry("slab-list-update", 24L),
            Map.entry("slab-pointer-copy", 12L),
            Map.entry("lock", 1L));
    SlabStatistics statistics = statistics();
    assertThat(statistics.freeHits()).isEqualTo(24);
    assertThat(statistics.freeMisses()).isEqualTo(1);
    assertThat(statistics.mostFreeable()).isEqualTo(6);
    SlabInfo info = SlabRig.info(allocator, "tested");
    assertThat(info.activeObjects()).isEqualTo(14);
    assertThat(info.objects()).isEqualTo(26);
    assertThat(info.activeSlabs()).isEqualTo(7);
    assertThat(info.slabs()).isEqualTo(13);
  }

  @Test
  void freeObjectsBeyondTheLimitGiveTheirFramesBack() {
    List<Long> taken = take(60);
    long frames = allocator.framesHeld();
    taken.forEach(cache::free);

    // Of 60, 24 stay in the array and 36 went home in three batches; 26 of them are the limit.
    SlabInfo info = SlabRig.info(allocator, "tested");
    assertThat(info.objects() - info.activeObjects()).isEqualTo(26);
    assertThat(frames - allocator.framesHeld()).isEqualTo(5);
    assertThat(booked()).containsEntry("page-free", 5L).containsEntry("page-allocation", 30L);
    assertThat(statistics().highMark()).isEqualTo(60);
    assertThat(statistics().freeLimit()).isEqualTo(26);
    allocator.check();
  }

  @Test
  void largeBlocksCostTheirFramesOnly() {
    long address = allocator.kmalloc(20_000);
    assertThat(booked()).containsOnly(Map.entry("page-allocation", 1L));

    Map<String, Long> reported = report();
    assertThat(reported)
        .containsEntry("allocator.large.blocks", 1L)
        .containsEntry("allocator.large.pages", 8L)
        .containsEntry("allocator.requested", 20_000L);

    allocator.kfree(address);
    assertThat(booked()).containsOnly(Map.entry("page-allocation", 1L), Map.entry("page-free", 1L));
    assertThat(report()).containsEntry("allocator.large.blocks", 0L);
  }

  @Test
  void theReportAgreesWithTheListsAndWithTheUseOfMemory() {
    Map<String, Long> start = report();
    List<Long> taken = take(60);
    taken.subList(0, 30).forEach(cache::free);
    Map<String, Long> end = report();

    assertThat(grown(start, end, "allocator.calls")).isEqualTo(90);
    assertThat(grown(start, end, "allocator.arrays.filled")).isEqualTo(30);
    assertThat(grown(start, end, "allocator.arrays.flushed")).isEqualTo(1);
    assertThat(grown(start, end, "allocator.slabs")).isEqualTo(30);
    assertThat(grown(start, end, "allocator.slabs.grown")).isEqualTo(30);
    assertThat(grown(start, end, "allocator.slabs.free")).isEqualTo(6);
    assertThat(grown(start, end, "allocator.objects")).isEqualTo(60);
    assertThat(grown(start, end, "allocator.objects.free")).isEqualTo(12);
    assertThat(grown(start, end, "allocator.objects.in-arrays")).isEqualTo(18);
    assertThat(grown(start, end, "allocator.pages.held")).isEqualTo(30);
    assertThat(grown(start, end, "allocator.pages.peak")).isEqualTo(30);
    MemoryUse use = allocator.use();
    assertThat(end)
        .containsEntry("allocator.requested", 30L * 2048)
        .containsEntry("allocator.slack", 0L)
        .containsEntry("allocator.free", use.freeObjects())
        .containsEntry("allocator.metadata", use.metadata())
        .containsEntry("allocator.pages.held", allocator.framesHeld())
        .containsEntry("allocator.caches", (long) allocator.slabInfo().size())
        .containsEntry("allocator.alien.frees", 0L);
  }

  @Test
  void theReaperAndOtherNodesHaveCountsOfTheirOwn() {
    Machine several = SlabRig.machine(2, 4096);
    SlabAllocator nodes = SlabRig.reaping(several, 2);
    ObjectCache shared = SlabRig.cache(nodes, "tested", 2048);
    List<Long> taken = new ArrayList<>();
    for (int i = 0; i < 13; i++) {
      taken.add(shared.allocate());
    }
    nodes.runOn(1);
    taken.forEach(shared::free);

    SlabStatistics statistics = SlabRig.info(nodes, "tested").statistics();
    assertThat(statistics.nodeFrees()).isEqualTo(13);
    assertThat(statistics.alienOverflow()).isEqualTo(1);
    assertThat(statistics.freeHits()).isZero();
    several.advanceTo(100 * SimulatedClock.SECOND);
    assertThat(SlabRig.info(nodes, "tested").slabs()).isZero();
    assertThat(SlabRig.info(nodes, "tested").statistics().reaped()).isEqualTo(7);
  }

  private List<Long> take(int count) {
    List<Long> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      taken.add(cache.allocate());
    }
    return taken;
  }

  private SlabStatistics statistics() {
    return SlabRig.info(allocator, "tested").statistics();
  }

  private Map<String, Long> report() {
    Map<String, Long> metrics = new TreeMap<>();
    allocator.report((name, value, unit, meaning) -> metrics.put(name, value));
    return metrics;
  }

  private static long grown(Map<String, Long> start, Map<String, Long> end, String name) {
    return end.getOrDefault(name, 0L) - start.getOrDefault(name, 0L);
  }

  private Map<String, Long> steps() {
    Map<String, Long> counts = new TreeMap<>();
    for (CycleLedger.Entry entry : machine.ledger().entries()) {
      counts.put(entry.step().id(), entry.count());
    }
    return counts;
  }

  private Map<String, Long> booked() {
    return difference(before);
  }

  /** Steps booked since, without those that were not. */
  private Map<String, Long> difference(Map<String, Long> since) {
    Map<String, Long> difference = steps();
    since.forEach((step, count) -> difference.merge(step, -count, Long::sum));
    difference.values().removeIf(count -> count == 0);
    return difference;
  }
}
