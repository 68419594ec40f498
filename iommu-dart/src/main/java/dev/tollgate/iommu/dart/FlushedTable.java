package dev.tollgate.iommu.dart;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;
import java.util.Arrays;

/**
 * The coherency of modern kernels: the table is ordinary cached memory, and what was stored is
 * flushed, at map and at unmap ({@code dart_cache_sync} in arch/powerpc/sysdev/dart_iommu.c and
 * {@code flush_dcache_range} in arch/powerpc/include/asm/cacheflush.h).
 *
 * <p>First sync and isync, a dcbf for every cache line of the entries and one entry more (the
 * memory controller may prefetch), sync and isync. Then the sequence from the CPC925's manual:
 * sync, isync, dcbf of the word behind, sync, isync, a load of that word from memory, isync.
 */
final class FlushedTable implements Coherency {

  /** The PowerPC 970's cache lines have 128 bytes. */
  private static final int LINE_SHIFT = 7;

  private static final int SYNCS = 4;
  private static final int INSTRUCTION_SYNCS = 5;

  private final CycleAccount stores;
  private final CycleAccount lines;
  private final CycleAccount flushes; // what each has, whatever its length

  FlushedTable(CycleLedger ledger) {
    this.stores = ledger.account(CostCenter.TRANSLATION_TABLE, Steps.TABLE_STORE);
    this.lines = ledger.account(CostCenter.TRANSLATION_TABLE, Steps.CACHE_LINE_FLUSH);
    CycleAccount barrier = ledger.account(CostCenter.TRANSLATION_TABLE, Steps.MEMORY_BARRIER);
    CycleAccount instructionSync =
        ledger.account(CostCenter.TRANSLATION_TABLE, DartSteps.INSTRUCTION_SYNC);
    CycleAccount readBack = ledger.account(CostCenter.TRANSLATION_TABLE, DartSteps.TABLE_READ_BACK);
    CycleAccount[] ofEach = new CycleAccount[SYNCS + INSTRUCTION_SYNCS + 2];
    Arrays.fill(ofEach, 0, SYNCS, barrier);
    Arrays.fill(ofEach, SYNCS, SYNCS + INSTRUCTION_SYNCS, instructionSync);
    ofEach[ofEach.length - 2] = lines;
    ofEach[ofEach.length - 1] = readBack;
    this.flushes = ledger.bundle(ofEach);
  }

  @Override
  public void stored(int entries) {
    stores.add(entries);
  }

  @Override
  public void built(long address, int entries) {
    flush(address, entries);
  }

  @Override
  public void cleared(long address, int entries) {
    flush(address, entries);
  }

  private void flush(long address, int entries) {
    long lastByte = address + (entries + 1L) * Integer.BYTES - 1;
    long linesOfRange = (lastByte >>> LINE_SHIFT) - (address >>> LINE_SHIFT) + 1;
    lines.add(linesOfRange);
    flushes.one();
  }
}
