package dev.tollgate.allocator.slob;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.CacheSpec.Flag;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.MemoryUse;
import dev.tollgate.core.spi.ObjectCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Random requests against a slow model: the same addresses, lists and counts of steps. */
class PagedSlobModelTest {

  private static final int EVENTS = 6000;

  /** A live object: of a cache, or of kmalloc if the cache is -1. */
  private record Live(long address, int cache, long size) {}

  static Stream<Arguments> sequences() {
    List<Arguments> all = new ArrayList<>();
    for (long seed = 1; seed <= 6; seed++) {
      for (Generation generation : List.of(Generation.LINUX_6_1, Generation.LINUX_2_6_25)) {
        all.add(Arguments.of(seed, generation, seed % 3 == 0 ? 60 : 5000, 8));
      }
    }
    for (int leastAlignment = 16; leastAlignment <= 128; leastAlignment *= 2) {
      all.add(Arguments.of(7, Generation.LINUX_6_1, 5000, leastAlignment));
      all.add(Arguments.of(8, Generation.LINUX_2_6_25, 5000, leastAlignment));
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("sequences")
  void answersAsTheSlowModelAndCountsWhatItLooksAt(
      long seed, Generation generation, long frames, int header) {
    Random random = new Random(seed);
    Machine machine = Slob.machine(frames);
    PagedSlob slob = new PagedSlob(machine, generation, header);
    SlowSlob slow = new SlowSlob(frames, generation);
    List<ObjectCache> caches = new ArrayList<>();
    List<CacheLayout> layouts = new ArrayList<>();
    List<Live> live = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      CacheSpec spec = cache(random, i);
      caches.add(slob.createCache(spec));
      layouts.add(CacheLayout.of(spec, generation));
      slow.allocate(generation.descriptorBytes(), header, 0);
    }
    for (int event = 0; event < EVENTS; event++) {
      boolean grows = event / 1500 % 2 == 0;
      if (seed % 2 == 0 && frames > 100 && event % 3 == 0) {
        // Somebody else writes, elsewhere: every page is read again before it is used.
        machine.memory().writeByte(machine.memory().size() - 1, (byte) event);
      }
      if (live.isEmpty() || random.nextInt(100) < (grows ? 62 : 38)) {
        allocate(random, slob, slow, generation, header, caches, layouts, live);
      } else {
        free(random, slob, slow, header, caches, live);
      }
      if (event % 100 == 0) {
        compare(slob, slow);
      }
    }
    compare(slob, slow);
    assertThat(count(machine, "slob-page")).isEqualTo(slow.pagesLookedAt);
    assertThat(count(machine, "slob-block")).isEqualTo(slow.blocksLookedAt);
    assertThat(count(machine, Steps.LOCK.id())).isEqualTo(slow.locks);
    while (!live.isEmpty()) {
      free(random, slob, slow, header, caches, live);
    }
    compare(slob, slow);
    assertThat(slob.use().requested()).isZero();
    assertThat(slob.use().metadata()).isEqualTo(40L * generation.descriptorBytes());
  }

  private static CacheSpec cache(Random random, int number) {
    ImmutableSet.Builder<Flag> flags = ImmutableSet.builder();
    if (random.nextInt(4) == 0) {
      flags.add(Flag.TYPESAFE_BY_RCU);
    }
    if (random.nextInt(3) == 0) {
      flags.add(Flag.HWCACHE_ALIGN);
    }
    long alignment = random.nextInt(3) == 0 ? 8L << random.nextInt(10) : 0;
    return new CacheSpec("c" + number, size(random), alignment, flags.build());
  }

  private static long size(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> 1L << random.nextInt(13);
      case 1 -> 1 + random.nextInt(9000);
      case 2 -> 1 + random.nextInt(2000);
      default -> 1 + random.nextInt(300);
    };
  }

  private static void allocate(
      Random random,
      PagedSlob slob,
      SlowSlob slow,
      Generation generation,
      int header,
      List<ObjectCache> caches,
      List<CacheLayout> layouts,
      List<Live> live) {
    int cache = random.nextInt(2 * caches.size());
    long size;
    long address;
    long expected;
    if (cache < caches.size()) {
      CacheLayout layout = layouts.get(cache);
      size = layout.size();
      address = caches.get(cache).allocate();
      expected =
          size >= 4096
              ? slow.allocatePages(PageBlocks.order(size))
              : slow.allocate(size, (int) layout.alignment(), 0);
    } else {
      cache = -1;
      size = size(random);
      address = slob.kmalloc(size);
      boolean power = Long.bitCount(size) == 1 && generation.naturalAlignment();
      expected =
          size >= 4096 - header
              ? slow.allocatePages(PageBlocks.order(size))
              : slow.allocate(size + header, power ? (int) Math.max(header, size) : header, header);
      if (size < 4096 - header && expected >= 0) {
        expected += header;
      }
    }
    assertThat(address).isEqualTo(expected < 0 ? KernelAllocator.FAILED : expected);
    if (address != KernelAllocator.FAILED) {
      live.add(new Live(address, cache, size));
    }
  }

  private static void free(
      Random random,
      PagedSlob slob,
      SlowSlob slow,
      int leastAlignment,
      List<ObjectCache> caches,
      List<Live> live) {
    Live object = live.remove(random.nextInt(live.size()));
    int header = object.cache() < 0 ? leastAlignment : 0;
    boolean whole = object.size() >= 4096 - header;
    if (object.cache() < 0) {
      assertThat(slob.ksize(object.address())).isGreaterThanOrEqualTo(object.size());
      slob.kfree(object.address());
    } else {
      caches.get(object.cache()).free(object.address());
    }
    if (whole) {
      slow.freePages(object.address(), PageBlocks.order(object.size()));
    } else {
      slow.free(object.address() - header, object.size() + header);
    }
  }

  private static void compare(PagedSlob slob, SlowSlob slow) {
    slob.check();
    MemoryUse use = slob.use();
    assertThat(use.sum()).isEqualTo(4096 * use.framesHeld());
    for (int i = 0; i < PageHeap.LISTS; i++) {
      assertThat(describe(slob.heap(), i)).isEqualTo(slow.describe(i));
    }
  }

  private static String describe(PageHeap heap, int index) {
    PageList list = heap.list(index);
    StringBuilder text = new StringBuilder();
    int slot = list.first();
    for (int i = 0; i < list.count(); i++, slot = list.after(slot)) {
      TreeMap<Integer, Integer> free = new TreeMap<>();
      long block = list.page(slot).freelist();
      do {
        free.put((int) (block & 4095) / 2, heap.format().size(block));
        block = heap.format().next(block);
      } while (!FreeBlockFormat.isEnd(block));
      text.append(list.page(slot).frame()).append(free).append(' ');
    }
    return text.toString();
  }

  private static long count(Machine machine, String step) {
    return machine.ledger().entries().stream()
        .filter(
            entry ->
                entry.center() == CostCenter.MEMORY_ALLOCATION && entry.step().id().equals(step))
        .mapToLong(entry -> entry.count())
        .sum();
  }
}
