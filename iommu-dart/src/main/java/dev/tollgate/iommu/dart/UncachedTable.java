package dev.tollgate.iommu.dart;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;

/**
 * The coherency of 2007: the table is mapped uncached; a mapping ends with a barrier, an uncached
 * read of the word behind the last entry stored, and a barrier. Unmapping stores and does nothing
 * more ({@code dart_build} and {@code dart_free} in the arch/powerpc/sysdev/dart_iommu.c of Linux
 * 2.6 and 3).
 */
final class UncachedTable implements Coherency {

  private final CycleAccount stores;
  private final CycleAccount barriers;
  private final CycleAccount readBacks;

  UncachedTable(CycleLedger ledger) {
    this.stores = ledger.account(CostCenter.TRANSLATION_TABLE, DartSteps.UNCACHED_STORE);
    this.barriers = ledger.account(CostCenter.TRANSLATION_TABLE, Steps.MEMORY_BARRIER);
    this.readBacks = ledger.account(CostCenter.TRANSLATION_TABLE, DartSteps.TABLE_READ_BACK);
  }

  @Override
  public void stored(int entries) {
    stores.add(entries);
  }

  @Override
  public void built(long address, int entries) {
    barriers.add(2);
    readBacks.one();
  }

  @Override
  public void cleared(long address, int entries) {}
}
