package dev.tollgate.testkit;

import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.machine.MachineProfile.PageAllocation;

/** The machine that contracts are tested on: 128 MiB, one CPU of 1 GHz, estimated prices. */
final class TestMachines {

  private static final long RAM_BYTES = 128L << 20;

  private static final MachineProfile PROFILE =
      new MachineProfile(
          "testkit",
          "A small machine for contract tests.",
          1,
          1_000_000_000L,
          RAM_BYTES,
          0,
          PageAllocation.BUDDY,
          "testkit");

  private static final CostProfile PRICES =
      new CostProfile("testkit", "Every step at its own estimate.", ImmutableSortedMap.of());

  private TestMachines() {}

  static Machine create() {
    return new Machine(PROFILE, PRICES);
  }
}
