package dev.tollgate.allocator.slob;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Price;
import dev.tollgate.core.cost.Step;
import dev.tollgate.core.cost.Steps;

/**
 * The steps SLOB takes, booked to {@link CostCenter#MEMORY_ALLOCATION}.
 *
 * <p>Fallback prices are those of a 3 GHz x86-64 server; {@code reference.conf} has others.
 */
final class SlobSteps {

  /** One call of kmalloc, kfree or their cache forms, without what is counted by itself. */
  static final Step CALL = step("slob-call", "SLOB call", 20, "about 50 instructions");

  /** One page of a list asked for its free units: a load from its struct page. */
  static final Step PAGE =
      step(
          "slob-page",
          "listed page looked at",
          5,
          "fitted with slob-block to what the code of Linux 6.1 takes on recorded traces");

  /** One free block looked at on the way to the right one. */
  static final Step BLOCK =
      step(
          "slob-block",
          "free block looked at",
          22,
          "fitted with slob-page; two dependent loads and branches that nobody can predict");

  /** One record of a block of pages looked at by a kfree (2.6.5 only). */
  static final Step BIG_BLOCK =
      step(
          "slob-big-block",
          "record of a block of pages looked at",
          8,
          "two dependent loads, mostly cached");

  /** All that are SLOB's own, in the order of this file. */
  static final ImmutableList<Step> OWN = ImmutableList.of(CALL, PAGE, BLOCK, BIG_BLOCK);

  private final CycleLedger ledger;
  private final int call;
  private final int page;
  private final int block;
  private final int bigBlock;
  private final int lock;
  private final int pageAllocation;
  private final int pageFree;

  SlobSteps(CycleLedger ledger) {
    this.ledger = ledger;
    call = ledger.open(CostCenter.MEMORY_ALLOCATION, CALL);
    page = ledger.open(CostCenter.MEMORY_ALLOCATION, PAGE);
    block = ledger.open(CostCenter.MEMORY_ALLOCATION, BLOCK);
    bigBlock = ledger.open(CostCenter.MEMORY_ALLOCATION, BIG_BLOCK);
    lock = ledger.open(CostCenter.MEMORY_ALLOCATION, Steps.LOCK);
    pageAllocation = ledger.open(CostCenter.MEMORY_ALLOCATION, Steps.PAGE_ALLOCATION);
    pageFree = ledger.open(CostCenter.MEMORY_ALLOCATION, Steps.PAGE_FREE);
  }

  private static Step step(String id, String unit, long cycles, String source) {
    return new Step(id, unit, Price.estimated(cycles, source));
  }

  void call() {
    ledger.add(call, 1);
  }

  void pages(long count) {
    ledger.add(page, count);
  }

  void blocks(long count) {
    ledger.add(block, count);
  }

  void bigBlocks(long count) {
    ledger.add(bigBlock, count);
  }

  void lock() {
    ledger.add(lock, 1);
  }

  void pageAllocation() {
    ledger.add(pageAllocation, 1);
  }

  void pageFree() {
    ledger.add(pageFree, 1);
  }

  long callsBooked() {
    return ledger.count(call);
  }

  long pagesBooked() {
    return ledger.count(page);
  }

  long blocksBooked() {
    return ledger.count(block);
  }
}
