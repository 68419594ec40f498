package dev.tollgate.hypervisor.xen.memory;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.DomainHeap;
import dev.tollgate.hypervisor.xen.domain.Domains;
import dev.tollgate.hypervisor.xen.domain.FrameTable;
import dev.tollgate.hypervisor.xen.domain.MachineToPhysical;
import dev.tollgate.hypervisor.xen.hypercall.Errno;
import dev.tollgate.hypervisor.xen.hypercall.HypercallFrame;
import dev.tollgate.hypervisor.xen.hypercall.XenSteps;

/**
 * {@code XENMEM_exchange}: frames of a domain for as many others, for instance 512 single ones for
 * one extent that is contiguous in the machine. The structure is the reservation given, that
 * wanted, and a counter of extents done (72 bytes).
 *
 * <p>It goes by chunks: as many extents given as make one extent wanted, or the other way round.
 * All frames of a chunk must be the domain's and referred to by nobody; a chunk that fails is left
 * as it was, and the call ends with −EINVAL, or with −ENOMEM if the heap has no such extent.
 */
public final class Exchange {

  /** Bytes of the structure. */
  public static final int BYTES = 72;

  private static final int WANTED = 32;
  private static final int DONE = 64;

  private final Domains domains;
  private final FrameTable frames;
  private final CycleAccount extentAccount;
  private final CycleAccount refusedAccount;
  private final long[] given = new long[1 << Reservation.MAX_ORDER];
  private final long[] taken = new long[1 << Reservation.MAX_ORDER];

  /** Over the heap of {@code domains}. */
  public Exchange(Domains domains, CycleLedger ledger) {
    this.domains = domains;
    this.frames = domains.frames();
    this.extentAccount = ledger.account(CostCenter.HYPERVISOR, XenSteps.MEMORY_EXTENT);
    this.refusedAccount = ledger.account(CostCenter.HYPERVISOR, XenSteps.REFUSED);
  }

  long handle(HypercallFrame call) {
    Domain caller = call.caller();
    long pointer = call.argument(1);
    if (!call.structure().load(caller.memory(), pointer, BYTES)) {
      return Errno.FAULT;
    }
    long done = call.structure().u64(DONE);
    Reservation in = Reservation.read(call.structure(), 0, domains, caller);
    Reservation out = Reservation.read(call.structure(), WANTED, domains, caller);
    if (in == null || out == null || in.domain() != out.domain()) {
      return refuse(Errno.PERM);
    }
    int chunkOrder = Math.max(in.order(), out.order());
    long inPerChunk = 1L << (chunkOrder - in.order());
    if (in.count() >= 1L << 40
        || out.count() >= 1L << 40
        || in.count() << in.order() != out.count() << out.order()
        || done < 0
        || done > in.count()
        || done % inPerChunk != 0) {
      return refuse(Errno.INVAL);
    }
    long chunks = in.count() / inPerChunk;
    for (long chunk = done / inPerChunk; chunk < chunks; chunk++) {
      if (chunk > done / inPerChunk && call.isPreempted()) {
        return note(call, pointer, chunk * inPerChunk)
            ? call.continueWith(call.argument(0), pointer, 0, 0)
            : Errno.FAULT;
      }
      long result = exchange(call, in, out, chunk, chunkOrder);
      if (result != 0) {
        note(call, pointer, chunk * inPerChunk);
        return refuse(result);
      }
    }
    return note(call, pointer, chunks * inPerChunk) ? 0 : Errno.FAULT;
  }

  private static boolean note(HypercallFrame call, long pointer, long done) {
    call.structure().put64(DONE, done);
    return call.structure().store(call.caller().memory(), pointer, DONE, Long.BYTES);
  }

  private long exchange(
      HypercallFrame call, Reservation in, Reservation out, long chunk, int chunkOrder) {
    int owner = in.domain().id();
    int count = 1 << chunkOrder;
    int stolen = 0;
    long result = 0;
    while (stolen < count && result == 0) {
      long extent = (chunk << (chunkOrder - in.order())) + (stolen >>> in.order());
      if (!call.structure().load(call.caller().memory(), in.entry(extent), Long.BYTES)) {
        result = Errno.FAULT;
      } else {
        long frame = call.structure().u64(0) + (stolen & (in.frames() - 1));
        if (frames.steal(frame, owner)) {
          given[stolen++] = frame;
        } else {
          result = Errno.INVAL;
        }
      }
    }
    int extents = count >>> out.order();
    int took = 0;
    while (took < extents && result == 0) {
      long first = frames.heap().allocate(out.order());
      if (first == DomainHeap.NO_FRAME) {
        result = Errno.NOMEM;
      } else {
        taken[took++] = first;
      }
    }
    if (result != 0) {
      undo(owner, stolen, took, out.order());
      return result;
    }
    for (int i = 0; i < count; i++) {
      domains.machineToPhysical().set(given[i], MachineToPhysical.INVALID_ENTRY);
      frames.freeStolen(given[i]);
    }
    for (int i = 0; i < extents && result == 0; i++) {
      result = hand(call, out, (chunk << (chunkOrder - out.order())) + i, taken[i]);
    }
    extentAccount.one();
    return result;
  }

  private void undo(int owner, int stolen, int took, int order) {
    for (int i = 0; i < stolen; i++) {
      frames.give(given[i], owner);
    }
    for (int i = 0; i < took; i++) {
      frames.heap().free(taken[i], order);
    }
  }

  /** The domain has the extent even if it cannot be told. */
  private long hand(HypercallFrame call, Reservation out, long extent, long first) {
    for (int i = 0; i < out.frames(); i++) {
      frames.assign(first + i, out.domain().id());
    }
    if (!call.structure().load(call.caller().memory(), out.entry(extent), Long.BYTES)) {
      return Errno.FAULT;
    }
    long physical = call.structure().u64(0);
    for (int i = 0; i < out.frames(); i++) {
      domains.machineToPhysical().set(first + i, physical + i);
    }
    return call.caller().memory().writeLong(out.entry(extent), first) ? 0 : Errno.FAULT;
  }

  private long refuse(long error) {
    refusedAccount.one();
    return error;
  }
}
