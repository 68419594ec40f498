package dev.tollgate.allocator.slob;

import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.machine.MachineProfile.PageAllocation;

/** Machines to try allocators on. */
final class Slob {

  static final CostProfile PRICES = new CostProfile("test", "Fallbacks.", ImmutableSortedMap.of());

  private Slob() {}

  /** The oracle's machine with so many frames. */
  static Machine machine(long frames) {
    return machine(frames, PageAllocation.FIRST_FIT);
  }

  static Machine machine(long frames, PageAllocation pages) {
    return new Machine(
        new MachineProfile("test", "Test.", 1, 1_000_000_000L, frames << 12, 0, pages, "test"),
        PRICES);
  }
}
