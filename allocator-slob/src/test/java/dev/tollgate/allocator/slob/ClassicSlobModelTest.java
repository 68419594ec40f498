package dev.tollgate.allocator.slob;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.machine.FirstFitPageAllocator;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.ObjectCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random requests against a slow model of the one list and its rover. */
class ClassicSlobModelTest {

  /** The free units of the heap by address, and the address the rover stands at; -1 is the head. */
  private static final class Model {
    final PageAllocator pages;
    final TreeMap<Long, Long> free = new TreeMap<>();
    long rover = -1;
    long lookedAt;

    Model(long frames) {
      pages = FirstFitPageAllocator.ofAll(frames);
    }

    /** The list in the order of a walk that begins behind the rover and ends at it. */
    List<Long> walk() {
      List<Long> blocks = new ArrayList<>(free.tailMap(rover, false).keySet());
      blocks.add(-1L);
      blocks.addAll(free.headMap(rover, true).keySet());
      return blocks;
    }

    long allocate(long bytes, long alignment) {
      long need = (bytes + 7) / 8;
      while (true) {
        for (long block : walk()) {
          lookedAt++;
          long aligned = alignment == 0 ? block : (block + alignment - 1) / alignment * alignment;
          if (block >= 0 && free.getOrDefault(block, 0L) >= need + (aligned - block) / 8) {
            take(block, aligned, need);
            return aligned;
          }
        }
        long frame = bytes == 4096 ? -1 : pages.allocate(0);
        if (frame < 0) {
          return KernelAllocator.FAILED;
        }
        free(frame * 4096, 4096);
      }
    }

    private void take(long block, long aligned, long need) {
      Long before = free.lowerKey(block);
      rover = aligned > block ? block : before == null ? -1 : before;
      long units = free.getOrDefault(block, 0L);
      free.remove(block);
      if (aligned > block) {
        free.put(block, (aligned - block) / 8);
      }
      long left = units - need - (aligned - block) / 8;
      if (left > 0) {
        free.put(aligned + need * 8, left);
      }
    }

    void free(long block, long bytes) {
      Long below = free.lowerKey(block);
      long before = below == null ? -1 : below;
      lookedAt += 1 + hops(before);
      long units = (bytes + 7) / 8;
      Long next = free.higherKey(block);
      if (next != null && next == block + units * 8) {
        units += free.getOrDefault(next, 0L);
        free.remove(next);
      }
      if (before >= 0 && before + free.getOrDefault(before, 0L) * 8 == block) {
        free.put(before, free.getOrDefault(before, 0L) + units);
      } else {
        free.put(block, units);
      }
      rover = before;
    }

    /** Links between the rover and a block, in the list's direction. */
    private int hops(long to) {
      List<Long> circle = new ArrayList<>(free.keySet());
      circle.add(0, -1L);
      int from = circle.indexOf(rover);
      int distance = circle.indexOf(to) - from;
      return distance < 0 ? distance + circle.size() : distance;
    }
  }

  /** A live object: of a cache, or of kmalloc if the cache is -1. */
  private record Live(long address, int cache, long size) {}

  @ParameterizedTest
  @CsvSource({"1, 4000", "2, 4000", "3, 40", "4, 40"})
  void answersAsTheSlowModelAndCountsWhatItLooksAt(long seed, long frames) {
    Random random = new Random(seed);
    Machine machine = Slob.machine(frames);
    ClassicSlob slob = new ClassicSlob(machine, false);
    Model model = new Model(frames);
    List<ObjectCache> caches = new ArrayList<>();
    List<CacheSpec> specs = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      CacheSpec spec =
          new CacheSpec(
              "c" + i,
              1 + random.nextInt(400),
              random.nextBoolean() ? 0 : 8L << random.nextInt(6),
              ImmutableSet.of());
      specs.add(spec);
      caches.add(slob.createCache(spec));
      model.allocate(20, 0);
    }
    List<Live> live = new ArrayList<>();
    for (int event = 0; event < 5000; event++) {
      if (live.isEmpty() || random.nextInt(100) < (event / 1000 % 2 == 0 ? 65 : 35)) {
        int cache = random.nextInt(24);
        long address;
        long expected;
        long size;
        if (cache < 12) {
          CacheSpec spec = specs.get(cache);
          size = spec.size();
          address = caches.get(cache).allocate();
          expected = model.allocate(size, spec.alignment());
        } else {
          cache = -1;
          size = 1L + random.nextInt(random.nextInt(10) == 0 ? 4087 : 300);
          address = slob.kmalloc(size);
          expected = model.allocate(size + 8, 0);
          expected += expected < 0 ? 0 : 8;
        }
        assertThat(address).isEqualTo(expected);
        if (address >= 0) {
          live.add(new Live(address, cache, size));
        }
      } else {
        Live object = live.remove(random.nextInt(live.size()));
        if (object.cache() < 0) {
          assertThat(slob.ksize(object.address()) - object.size()).isBetween(0L, 7L);
          slob.kfree(object.address());
          model.free(object.address() - 8, object.size() + 8);
        } else {
          caches.get(object.cache()).free(object.address());
          model.free(object.address(), object.size());
        }
      }
      if (event % 50 == 0) {
        compare(slob, model);
      }
    }
    compare(slob, model);
    assertThat(blocksLookedAt(machine)).isEqualTo(model.lookedAt);
  }

  private static void compare(ClassicSlob slob, Model model) {
    slob.check();
    TreeMap<Long, Long> free = new TreeMap<>();
    ClassicHeap heap = slob.heap();
    for (long b = heap.next(ClassicHeap.HEAD); b != ClassicHeap.HEAD; b = heap.next(b)) {
      free.put(b, heap.size(b));
    }
    assertThat(free).isEqualTo(model.free);
  }

  private static long blocksLookedAt(Machine machine) {
    return machine.ledger().entries().stream()
        .filter(entry -> entry.step().equals(SlobSteps.BLOCK))
        .mapToLong(entry -> entry.count())
        .sum();
  }
}
