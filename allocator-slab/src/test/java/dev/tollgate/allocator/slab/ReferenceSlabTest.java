package dev.tollgate.allocator.slab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.allocator.SlabGeometry;
import dev.tollgate.core.allocator.SlabInfo;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.spi.CacheSpec.Flag;
import dev.tollgate.core.spi.ObjectCache;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Seeded sequences on one cache against a slow model of it. */
class ReferenceSlabTest {

  @ParameterizedTest
  @CsvSource({
    "1, 17, false",
    "2, 72, false",
    "3, 200, true",
    "4, 576, false",
    "5, 1040, false",
    "6, 2048, true",
    "7, 5000, false",
    "8, 40000, true",
    "9, 140000, false",
  })
  void theSameObjectsAreHandedOut(int seed, int size, boolean rcu) {
    Random random = new Random(seed);
    Machine machine = SlabRig.machine(1, 1 << 17);
    SlabAllocator allocator = SlabRig.allocator(machine, false);
    Flag[] flags = rcu ? new Flag[] {Flag.TYPESAFE_BY_RCU} : new Flag[0];
    ObjectCache cache = SlabRig.cache(allocator, "tested", size, flags);
    SlabGeometry geometry = geometry(size, flags);
    ReferenceSlab reference = new ReferenceSlab(geometry);
    List<Long> live = new ArrayList<>();
    Map<Long, ReferenceSlab.Handle> handles = new HashMap<>();
    Map<Integer, Long> slabOrigin = new HashMap<>();
    int target = 0;

    for (int step = 0; step < 20_000; step++) {
      if (step % 500 == 0) {
        target = random.nextInt(Math.min(1000, (40 << 20) / size));
      }
      if (live.size() < target || (live.isEmpty() && step % 7 == 0)) {
        long address = cache.allocate();
        ReferenceSlab.Handle handle = reference.allocate();
        long origin = address - (long) handle.object() * geometry.slotSize();
        // Where a slab begins is free, but all of its objects must agree.
        Long known = slabOrigin.putIfAbsent(handle.slab(), origin);
        assertThat(known == null ? origin : known).as("step %d", step).isEqualTo(origin);
        assertThat(handles.put(address, handle)).isNull();
        live.add(address);
      } else if (!live.isEmpty()) {
        int place = pick(random, live.size());
        long address = live.remove(place);
        cache.free(address);
        reference.free(handles.remove(address));
      }
      if (step % 100 == 0) {
        SlabInfo info = SlabRig.info(allocator, "tested");
        assertThat(info.slabs()).isEqualTo(reference.slabs());
        assertThat(info.activeSlabs()).isEqualTo(reference.slabs() - reference.freeSlabs());
        assertThat(info.activeObjects()).isEqualTo(reference.activeObjects());
        assertThat(allocator.use().sum()).isEqualTo(allocator.framesHeld() << 12);
        allocator.check();
      }
    }
    Set<Long> origins = new HashSet<>(slabOrigin.values());
    assertThat(origins).hasSizeGreaterThan(1);
  }

  private static SlabGeometry geometry(int size, Flag[] flags) {
    ByteIndexGeometry rule = new ByteIndexGeometry(1, 64, new Queues(1, 1), SlabRig.MODERN);
    return Objects.requireNonNull(
        rule.geometry(size, 8, new HashSet<>(Arrays.asList(flags))), "no slab holds it");
  }

  /** Newest, oldest or any. */
  private static int pick(Random random, int size) {
    return switch (random.nextInt(3)) {
      case 0 -> size - 1;
      case 1 -> 0;
      default -> random.nextInt(size);
    };
  }
}
