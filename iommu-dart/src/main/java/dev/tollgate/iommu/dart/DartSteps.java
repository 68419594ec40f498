package dev.tollgate.iommu.dart;

import dev.tollgate.core.cost.Price;
import dev.tollgate.core.cost.Step;

/** Steps that only DART's driver takes; their prices are those of a 2 GHz PowerPC 970. */
final class DartSteps {

  /** One entry computed and stored to uncached memory. */
  static final Step UNCACHED_STORE =
      new Step(
          "uncached-store",
          "table entry stored uncached",
          Price.estimated(
              50, "caching-inhibited stores are not gathered: about 25 ns each over the bus"));

  /** One word of the table read back from memory. */
  static final Step TABLE_READ_BACK =
      new Step(
          "table-read-back",
          "table word read back from memory",
          Price.estimated(270, "about 135 ns of memory latency"));

  /** One {@code isync}. */
  static final Step INSTRUCTION_SYNC =
      new Step(
          "instruction-sync",
          "isync",
          Price.estimated(25, "drops what was fetched ahead: a refill of the pipeline"));

  private DartSteps() {}
}
