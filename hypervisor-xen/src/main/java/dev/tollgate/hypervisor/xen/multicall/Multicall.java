package dev.tollgate.hypervisor.xen.multicall;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.hypervisor.xen.domain.GuestMemory;
import dev.tollgate.hypervisor.xen.domain.GuestStructure;
import dev.tollgate.hypervisor.xen.hypercall.Errno;
import dev.tollgate.hypervisor.xen.hypercall.HypercallFrame;
import dev.tollgate.hypervisor.xen.hypercall.HypercallHandler;
import dev.tollgate.hypervisor.xen.hypercall.Hypercalls;
import dev.tollgate.hypervisor.xen.hypercall.XenPeriod;
import dev.tollgate.hypervisor.xen.hypercall.XenSteps;
import org.jspecify.annotations.Nullable;

/**
 * {@code HYPERVISOR_multicall(list, nr)} (xen/common/multicall.c): the calls of a list in order,
 * each with a result of its own. One that fails does not stop the list; one that is a multicall
 * itself is refused. 0 means that all were issued.
 *
 * <p>When an event waits, the list is cut: in 2007 before any entry, today before any but the
 * first. The guest then makes the call again for the rest of the list. A call of the list that is
 * cut itself is written back into its entry as what is left of it.
 */
public final class Multicall implements HypercallHandler {

  private final Hypercalls hypercalls;
  private final XenPeriod period;
  private final CycleAccount entryAccount;
  private @Nullable HypercallFrame inner;
  private boolean inProgress;
  private long lists;
  private long singleEntryLists;
  private long entries;
  private long failedEntries;
  private long preempted;

  /** The body of the call; it makes the calls of its lists through {@code hypercalls}. */
  public Multicall(Hypercalls hypercalls, XenPeriod period, CycleLedger ledger) {
    this.hypercalls = hypercalls;
    this.period = period;
    this.entryAccount = ledger.account(CostCenter.HYPERVISOR, XenSteps.MULTICALL_ENTRY);
  }

  @Override
  public long handle(HypercallFrame call) {
    if (inProgress) {
      return Errno.INVAL;
    }
    inProgress = true;
    try {
      return issue(call, call.argument(0), call.unsigned(1));
    } finally {
      inProgress = false;
    }
  }

  private long issue(HypercallFrame call, long list, long count) {
    HypercallFrame single = inner;
    if (single == null) {
      single = hypercalls.newFrame(call.vcpu());
      inner = single;
    }
    lists++;
    singleEntryLists += count == 1 ? 1 : 0;
    int firstToCheck = period == XenPeriod.XEN_3_1 ? 0 : 1;
    for (long i = 0; i < count; i++) {
      long pointer = list + MulticallEntry.BYTES * i;
      if (i >= firstToCheck && call.isPreempted()) {
        preempted++;
        return call.continueWith(pointer, count - i, 0, 0);
      }
      if (!issueOne(call, single, pointer)) {
        return Errno.FAULT;
      }
      if (call.caller().isDying()) {
        return Errno.SRCH;
      }
      if (single.isContinued()) {
        preempted++;
        return call.continueWith(pointer, count - i, 0, 0);
      }
    }
    return 0;
  }

  /** False if the entry cannot be read or answered. */
  private boolean issueOne(HypercallFrame call, HypercallFrame single, long pointer) {
    GuestMemory memory = call.caller().memory();
    GuestStructure entry = call.structure();
    if (!entry.load(memory, pointer, MulticallEntry.BYTES)) {
      return false;
    }
    entries++;
    entryAccount.one();
    single.enter(
        call.vcpu(),
        entry.u64(MulticallEntry.NUMBER),
        entry.u64(MulticallEntry.argument(0)),
        entry.u64(MulticallEntry.argument(1)),
        entry.u64(MulticallEntry.argument(2)),
        entry.u64(MulticallEntry.argument(3)),
        entry.u64(MulticallEntry.argument(4)));
    long result = hypercalls.dispatch(single);
    if (single.isContinued()) {
      for (int i = 0; i < HypercallFrame.ARGUMENTS; i++) {
        entry.put64(MulticallEntry.argument(i), single.argument(i));
      }
      return entry.store(memory, pointer, 0, MulticallEntry.BYTES);
    }
    failedEntries += result < 0 ? 1 : 0;
    entry.put64(MulticallEntry.RESULT, result);
    return entry.store(memory, pointer, MulticallEntry.RESULT, Long.BYTES);
  }

  /** Lists, continuations of lists included. */
  public long lists() {
    return lists;
  }

  /** Lists of one entry. */
  public long singleEntryLists() {
    return singleEntryLists;
  }

  /** Entries issued; one that was cut counts each time. */
  public long entries() {
    return entries;
  }

  /** Entries whose call failed. */
  public long failedEntries() {
    return failedEntries;
  }

  /** Lists that were cut. */
  public long preempted() {
    return preempted;
  }
}
