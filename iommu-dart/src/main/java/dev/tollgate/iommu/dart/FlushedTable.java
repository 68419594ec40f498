package dev.tollgate.iommu.dart;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;

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

  private final CycleLedger ledger;
  private final int stores;
  private final int lines;
  private final int barriers;
  private final int instructionSyncs;
  private final int readBacks;

  FlushedTable(CycleLedger ledger) {
    this.ledger = ledger;
    this.stores = ledger.open(CostCenter.TRANSLATION_TABLE, Steps.TABLE_STORE);
    this.lines = ledger.open(CostCenter.TRANSLATION_TABLE, Steps.CACHE_LINE_FLUSH);
    this.barriers = ledger.open(CostCenter.TRANSLATION_TABLE, Steps.MEMORY_BARRIER);
    this.instructionSyncs = ledger.open(CostCenter.TRANSLATION_TABLE, DartSteps.INSTRUCTION_SYNC);
    this.readBacks = ledger.open(CostCenter.TRANSLATION_TABLE, DartSteps.TABLE_READ_BACK);
  }

  @Override
  public void stored(int entries) {
    ledger.add(stores, entries);
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
    ledger.add(lines, linesOfRange + 1);
    ledger.add(barriers, SYNCS);
    ledger.add(instructionSyncs, INSTRUCTION_SYNCS);
    ledger.add(readBacks, 1);
  }
}
