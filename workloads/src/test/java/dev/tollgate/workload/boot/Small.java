package dev.tollgate.workload.boot;

import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.machine.MachineProfile.PageAllocation;

/** Small machines for tests. */
final class Small {

  private Small() {}

  /** A machine with so many KiB from address 0 to the end of RAM. */
  static Machine machine(long kib) {
    return new Machine(
        new MachineProfile(
            "small", "Small", 1, 100_000_000, kib << 10, 0, PageAllocation.BUDDY, "toy"),
        new CostProfile("toy", "Prices", ImmutableSortedMap.of()));
  }
}
