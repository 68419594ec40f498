package dev.tollgate.allocator.slab;

import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MachineProfile;

/** Makes machines and allocators for tests. */
final class SlabRig {

  static final int FRAMES = 65_536;

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
    return new SlabConfiguration(SlabVariant.V6_1, merge, -1, 64, 1, false);
  }

  /** Linux 6.1's SLAB on one CPU. */
  static SlabAllocator allocator(Machine machine, boolean merge) {
    return new SlabAllocator(machine, configuration(merge));
  }
}
