package dev.tollgate.core.run;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.PriceGrade;
import dev.tollgate.core.metric.MetricSink;

/** Turns a cycle ledger into the {@code price.*} figures. */
final class PriceReport {

  private static final String UNIT = "cycles/1000";

  private PriceReport() {}

  static void report(CycleLedger ledger, MetricSink sink) {
    long estimated = 0;
    for (CostCenter center : CostCenter.values()) {
      long sum = 0;
      boolean any = false;
      for (CycleLedger.Entry entry : ledger.entries()) {
        if (entry.center() == center) {
          any = true;
          sum += entry.milliCycles();
          if (entry.price().grade() == PriceGrade.ESTIMATED) {
            estimated += entry.milliCycles();
          }
        }
      }
      if (any) {
        sink.metric("price.cycles." + center.id(), sum, UNIT, "CPU cycles spent on " + center.id());
      }
    }
    sink.metric(
        "price.cycles.total", ledger.totalMilliCycles(), UNIT, "CPU cycles spent, all causes");
    sink.metric(
        "price.cycles.estimated",
        estimated,
        UNIT,
        "the part of the total that rests on estimated prices");
  }
}
