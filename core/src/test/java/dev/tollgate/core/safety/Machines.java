package dev.tollgate.core.safety;

import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.machine.MachineProfile.PageAllocation;

/** Machines for these tests: memory and a clock. */
final class Machines {

  static final long RAM = 1 << 24;

  private Machines() {}

  static Machine small() {
    return new Machine(
        new MachineProfile(
            "small", "for tests", 1, 1_000_000_000, RAM, 0, PageAllocation.BUDDY, "free"),
        new CostProfile("free", "nothing costs anything", ImmutableSortedMap.of()));
  }
}
