package dev.tollgate.allocator.slab;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.allocator.SlabInfo;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.CacheSpec.Flag;
import dev.tollgate.core.spi.ObjectCache;

/** Makes machines and allocators for tests. */
final class SlabRig {

  static final int FRAMES = 65_536;

  /** The classes of Linux 6.1 on x86-64. */
  static final KmallocClasses MODERN = KmallocClasses.of(SlabVariant.V6_1, 64, 8);

  private SlabRig() {}

  /** A machine of the oracle's kind: lowest free frame first. */
  static Machine machine(int cpus, long frames) {
    return new Machine(
        new MachineProfile(
            "test",
            "a test's machine",
            cpus,
            1_000_000_000L,
            frames << 12,
            0,
            MachineProfile.PageAllocation.FIRST_FIT,
            "test"),
        new CostProfile("test", "a test's prices", ImmutableSortedMap.of()));
  }

  static SlabConfiguration configuration(boolean merge) {
    return new SlabConfiguration(SlabVariant.V6_1, merge, -1, 64, MODERN, 1, false);
  }

  /** 6.1 with several nodes, reaping. */
  static SlabAllocator reaping(Machine machine, int nodes) {
    return new SlabAllocator(
        machine, new SlabConfiguration(SlabVariant.V6_1, false, -1, 64, MODERN, nodes, true));
  }

  /** 2.6.5 as it comes. */
  static SlabAllocator old(Machine machine) {
    KmallocClasses classes = KmallocClasses.of(SlabVariant.V2_6_5, 32, 8);
    return new SlabAllocator(
        machine, new SlabConfiguration(SlabVariant.V2_6_5, false, -1, 32, classes, 1, true));
  }

  /** The line of /proc/slabinfo of one cache. */
  static SlabInfo info(SlabAllocator allocator, String cache) {
    for (SlabInfo info : allocator.slabInfo()) {
      if (info.name().equals(cache)) {
        return info;
      }
    }
    throw new AssertionError("no cache " + cache);
  }

  /** A cache without wishes. */
  static ObjectCache cache(SlabAllocator allocator, String name, int size, Flag... flags) {
    return allocator.createCache(new CacheSpec(name, size, 0, ImmutableSet.copyOf(flags)));
  }

  /** Linux 6.1's SLAB on one CPU with classes of its own. */
  static SlabAllocator withClasses(Machine machine, KmallocClasses classes) {
    return new SlabAllocator(
        machine, new SlabConfiguration(SlabVariant.V6_1, false, -1, 64, classes, 1, false));
  }

  /** Linux 6.1's SLAB on one CPU. */
  static SlabAllocator allocator(Machine machine, boolean merge) {
    return new SlabAllocator(machine, configuration(merge));
  }
}
