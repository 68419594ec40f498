package dev.tollgate.hypervisor.emulation;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.cost.Price;
import dev.tollgate.core.cost.PriceGrade;
import dev.tollgate.core.cost.Step;

/** The steps of emulating a unit for a guest with hardware support for virtual machines. */
final class EmulationSteps {

  /** One way out of the guest and back in. */
  static final Step EXIT =
      new Step(
          "vm-exit",
          "exit from the guest and return",
          new Price(
              2000 * Price.MILLI,
              PriceGrade.PUBLISHED,
              "Landau, Ben-Yehuda, Gordon, \"SplitX\", HotI/O 2011: 2,000 cycles directly on a Xeon"
                  + " X5570; what it costs afterwards is not in it"));

  /** One access of the guest's carried out by the hypervisor. */
  static final Step INSTRUCTION =
      step(
          "emulated-access",
          "access of a guest emulated",
          1000,
          "instruction fetched by way of two page tables, decoded, the register's model called");

  /** One cache line that another core has and this one needs. */
  static final Step LINE_TRANSFER =
      step(
          "core-line-transfer",
          "cache line from another core",
          250,
          "about 85 ns between sockets, less within one");

  /** One request that the core beside the guest finds and takes up. */
  static final Step PICK_UP =
      step(
          "sidecore-request",
          "request found by the polling core",
          120,
          "half a round of polling, dispatch");

  /** All of them, in the order of this file. */
  static final ImmutableList<Step> ALL =
      ImmutableList.of(EXIT, INSTRUCTION, LINE_TRANSFER, PICK_UP);

  private EmulationSteps() {}

  private static Step step(String id, String unit, long cycles, String source) {
    return new Step(id, unit, Price.estimated(cycles, source));
  }
}
