package dev.tollgate.iommu.dart;

import dev.tollgate.core.cost.Price;
import dev.tollgate.core.cost.Step;

/**
 * Steps that only DART's driver takes. Fallback prices are those of a 3 GHz x86-64 server, as for
 * all steps; {@code reference.conf} has those of a 2 GHz PowerPC 970 and of the other machines.
 */
final class DartSteps {

  /** One entry computed and stored to uncached memory. */
  static final Step UNCACHED_STORE =
      new Step(
          "uncached-store",
          "table entry stored uncached",
          Price.estimated(150, "the next uncached store waits for this one: about 50 ns each"));

  /** One word of the table read back from memory. */
  static final Step TABLE_READ_BACK =
      new Step(
          "table-read-back",
          "table word read back from memory",
          Price.estimated(240, "about 80 ns of memory latency"));

  /** One {@code isync}. */
  static final Step INSTRUCTION_SYNC =
      new Step(
          "instruction-sync",
          "isync",
          Price.estimated(25, "drops what was fetched ahead: a refill of the pipeline"));

  private DartSteps() {}
}
