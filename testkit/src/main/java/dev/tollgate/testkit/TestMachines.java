package dev.tollgate.testkit;

import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.machine.MachineProfile.PageAllocation;

/**
 * The machine that contracts are tested on: 128 MiB and one CPU unless a test wants others; 1 GHz,
 * estimated prices.
 */
final class TestMachines {

  private static final long RAM_BYTES = 128L << 20;

  private static final CostProfile PRICES =
      new CostProfile("testkit", "Every step at its own estimate.", ImmutableSortedMap.of());

  private TestMachines() {}

  static Machine create() {
    return create(1, RAM_BYTES, PageAllocation.BUDDY);
  }

  /** One of another size. */
  static Machine create(int cpus, long ramBytes, PageAllocation pages) {
    return new Machine(
        new MachineProfile(
            "testkit",
            "A small machine for contract tests.",
            cpus,
            1_000_000_000L,
            ramBytes,
            0,
            pages,
            "testkit"),
        PRICES);
  }
}
