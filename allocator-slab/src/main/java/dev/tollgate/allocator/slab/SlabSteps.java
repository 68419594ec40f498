package dev.tollgate.allocator.slab;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Price;
import dev.tollgate.core.cost.PriceGrade;
import dev.tollgate.core.cost.Step;
import dev.tollgate.core.cost.Steps;

/**
 * The steps of SLAB and their accounts in the ledger.
 *
 * <p>Fallback prices are those of a 3 GHz x86-64 server with warm caches; {@code reference.conf}
 * has others.
 */
final class SlabSteps {

  /** One call that takes an object from the CPU's array or puts one there. */
  static final Step QUEUE_ACCESS =
      step(
          "slab-queue-access",
          "array pop or push",
          34,
          "fitted to what the code of Linux 6.1 takes on recorded traces");

  /** One object taken out of its slab or put back. */
  static final Step OBJECT_MOVE =
      step("slab-object-move", "object moved", 6, "one index read or written, and its address");

  /** One pointer copied from array to array or within one. */
  static final Step POINTER_COPY =
      new Step(
          "slab-pointer-copy",
          "pointer copied",
          new Price(500, PriceGrade.ESTIMATED, "two pointers a cycle by memmove"));

  /** One slab taken off a list or put on one. */
  static final Step LIST_UPDATE =
      step("slab-list-update", "slab list updated", 8, "three or four stores to other slabs");

  /** One place of a new slab's index written. */
  static final Step INDEX_STORE =
      step("slab-index-store", "index entry written", 2, "one store in a loop");

  /** All that are SLAB's own, in the order of this file. */
  static final ImmutableList<Step> OWN =
      ImmutableList.of(QUEUE_ACCESS, OBJECT_MOVE, POINTER_COPY, LIST_UPDATE, INDEX_STORE);

  private final CycleLedger ledger;
  private final int queueAccess;
  private final int objectMove;
  private final int pointerCopy;
  private final int listUpdate;
  private final int indexStore;
  private final int pageAllocation;
  private final int pageFree;
  private final int lock;

  SlabSteps(CycleLedger ledger) {
    this.ledger = ledger;
    queueAccess = ledger.open(CostCenter.MEMORY_ALLOCATION, QUEUE_ACCESS);
    objectMove = ledger.open(CostCenter.MEMORY_ALLOCATION, OBJECT_MOVE);
    pointerCopy = ledger.open(CostCenter.MEMORY_ALLOCATION, POINTER_COPY);
    listUpdate = ledger.open(CostCenter.MEMORY_ALLOCATION, LIST_UPDATE);
    indexStore = ledger.open(CostCenter.MEMORY_ALLOCATION, INDEX_STORE);
    pageAllocation = ledger.open(CostCenter.MEMORY_ALLOCATION, Steps.PAGE_ALLOCATION);
    pageFree = ledger.open(CostCenter.MEMORY_ALLOCATION, Steps.PAGE_FREE);
    lock = ledger.open(CostCenter.MEMORY_ALLOCATION, Steps.LOCK);
  }

  void queueAccess() {
    ledger.add(queueAccess, 1);
  }

  void objectMoves(int count) {
    ledger.add(objectMove, count);
  }

  void pointerCopies(int count) {
    ledger.add(pointerCopy, count);
  }

  void listUpdates(int count) {
    ledger.add(listUpdate, count);
  }

  void indexStores(int count) {
    ledger.add(indexStore, count);
  }

  void pageAllocation() {
    ledger.add(pageAllocation, 1);
  }

  void pageFree() {
    ledger.add(pageFree, 1);
  }

  void lock() {
    ledger.add(lock, 1);
  }

  private static Step step(String id, String unit, long cycles, String source) {
    return new Step(id, unit, Price.estimated(cycles, source));
  }
}
