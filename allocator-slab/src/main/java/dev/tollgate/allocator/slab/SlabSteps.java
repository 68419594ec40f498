package dev.tollgate.allocator.slab;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
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

  private final CycleAccount queueAccess;
  private final CycleAccount objectMove;
  private final CycleAccount pointerCopy;
  private final CycleAccount listUpdate;
  private final CycleAccount indexStore;
  private final CycleAccount pageAllocation;
  private final CycleAccount pageFree;
  private final CycleAccount lock;

  SlabSteps(CycleLedger ledger) {
    queueAccess = ledger.account(CostCenter.MEMORY_ALLOCATION, QUEUE_ACCESS);
    objectMove = ledger.account(CostCenter.MEMORY_ALLOCATION, OBJECT_MOVE);
    pointerCopy = ledger.account(CostCenter.MEMORY_ALLOCATION, POINTER_COPY);
    listUpdate = ledger.account(CostCenter.MEMORY_ALLOCATION, LIST_UPDATE);
    indexStore = ledger.account(CostCenter.MEMORY_ALLOCATION, INDEX_STORE);
    pageAllocation = ledger.account(CostCenter.MEMORY_ALLOCATION, Steps.PAGE_ALLOCATION);
    pageFree = ledger.account(CostCenter.MEMORY_ALLOCATION, Steps.PAGE_FREE);
    lock = ledger.account(CostCenter.MEMORY_ALLOCATION, Steps.LOCK);
  }

  void queueAccess() {
    queueAccess.one();
  }

  void objectMoves(int count) {
    objectMove.add(count);
  }

  void pointerCopies(int count) {
    pointerCopy.add(count);
  }

  void listUpdates(int count) {
    listUpdate.add(count);
  }

  void indexStores(int count) {
    indexStore.add(count);
  }

  void pageAllocation() {
    pageAllocation.one();
  }

  void pageFree() {
    pageFree.one();
  }

  void lock() {
    lock.one();
  }

  private static Step step(String id, String unit, long cycles, String source) {
    return new Step(id, unit, Price.estimated(cycles, source));
  }
}
