package dev.tollgate.hypervisor.xen.grant;

import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.Domains;
import dev.tollgate.hypervisor.xen.domain.GuestStructure;
import dev.tollgate.hypervisor.xen.hypercall.Errno;
import dev.tollgate.hypervisor.xen.hypercall.HypercallFrame;
import dev.tollgate.hypervisor.xen.hypercall.HypercallHandler;
import dev.tollgate.hypervisor.xen.hypercall.XenPeriod;
import dev.tollgate.hypervisor.xen.memory.Tlb;

/**
 * {@code grant_table_op(cmd, ops, count)}: operations of one kind, each with a status of its own.
 * The call fails only if the operations cannot be read or answered.
 *
 * <p>Unmapping ends with a flush of the TLBs that may hold the mappings: in 2007 one for the call,
 * today one for each 32 operations. In 2007 a call holds 512 operations at most, and only copies
 * are cut for events; today all kinds are.
 */
public final class GrantTableOp implements HypercallHandler {

  /** Command: map grants. */
  public static final int MAP_GRANT_REF = 0;

  /** Command: unmap them. */
  public static final int UNMAP_GRANT_REF = 1;

  /** Command: learn the frames of the own table. */
  public static final int SETUP_TABLE = 2;

  /** Command: print a table. */
  public static final int DUMP_TABLE = 3;

  /** Command: give frames away. */
  public static final int TRANSFER = 4;

  /** Command: copy. */
  public static final int COPY = 5;

  /** Command: learn the size of a table. */
  public static final int QUERY_SIZE = 6;

  private static final int MOST_OPERATIONS = 512;
  private static final int UNMAP_BATCH = 32;

  private final GrantMapping mapping;
  private final GrantCopy copy;
  private final GrantTransfer transfer;
  private final GrantSetup setup;
  private final DeviceMapper mapper;
  private final Tlb tlb;
  private final XenPeriod period;
  private int sinceFlush;

  /** The body of the call. */
  public GrantTableOp(
      Domains domains,
      GrantTables tables,
      DeviceMapper mapper,
      PagedFrames paged,
      Tlb tlb,
      XenPeriod period,
      CycleLedger ledger) {
    Acquisition acquisition = new Acquisition(domains.frames(), period, paged);
    this.mapping = new GrantMapping(tables, mapper, acquisition, period, ledger);
    this.copy = new GrantCopy(domains, tables, acquisition, period, ledger);
    this.transfer = new GrantTransfer(domains, tables, period, ledger);
    this.setup = new GrantSetup(tables);
    this.mapper = mapper;
    this.tlb = tlb;
    this.period = period;
  }

  /** One operation on a structure that was copied in. */
  private interface Operation {
    int apply(Domain caller, GuestStructure structure);
  }

  @Override
  public long handle(HypercallFrame call) {
    long count = call.unsigned(2);
    if (period == XenPeriod.XEN_3_1 ? count > MOST_OPERATIONS : count > Integer.MAX_VALUE) {
      return Errno.INVAL;
    }
    boolean cut = period != XenPeriod.XEN_3_1;
    return switch ((int) call.unsigned(0)) {
      case MAP_GRANT_REF ->
          forEach(call, GrantMapping.MAP_BYTES, GrantMapping.MAP_STATUS, mapping::map, cut);
      case UNMAP_GRANT_REF -> unmap(call, cut);
      case TRANSFER ->
          forEach(call, GrantTransfer.BYTES, GrantTransfer.STATUS, transfer::transfer, cut);
      case COPY -> {
        copy.begin();
        yield forEach(call, GrantCopy.BYTES, GrantCopy.STATUS, copy::copy, true);
      }
      case SETUP_TABLE -> once(call, GrantSetup.SETUP_BYTES, setup::setup);
      case QUERY_SIZE -> once(call, GrantSetup.QUERY_BYTES, setup::query);
      case DUMP_TABLE -> once(call, GrantSetup.DUMP_BYTES, setup::dump);
      default -> Errno.NOSYS;
    };
  }

  private static long once(HypercallFrame call, int bytes, Operation operation) {
    if (call.unsigned(2) != 1) {
      return Errno.INVAL;
    }
    return one(call, call.argument(1), bytes, 0, operation) ? 0 : Errno.FAULT;
  }

  private long unmap(HypercallFrame call, boolean cut) {
    long result =
        forEach(call, GrantMapping.UNMAP_BYTES, GrantMapping.UNMAP_STATUS, this::unmapOne, cut);
    if (period == XenPeriod.XEN_3_1 || sinceFlush > 0) {
      flush(call.caller());
    }
    return result;
  }

  private int unmapOne(Domain caller, GuestStructure structure) {
    int status = mapping.unmap(caller, structure);
    sinceFlush++;
    if (period != XenPeriod.XEN_3_1 && sinceFlush == UNMAP_BATCH) {
      flush(caller);
    }
    return status;
  }

  private void flush(Domain caller) {
    sinceFlush = 0;
    tlb.flushAll(caller);
    mapper.forget(caller);
  }

  private static long forEach(
      HypercallFrame call, int bytes, int status, Operation operation, boolean cut) {
    long count = call.unsigned(2);
    for (long i = 0; i < count; i++) {
      long pointer = call.argument(1) + bytes * i;
      if (cut && i > 0 && call.isPreempted()) {
        return call.continueWith(call.argument(0), pointer, count - i, 0);
      }
      if (!one(call, pointer, bytes, status, operation)) {
        return Errno.FAULT;
      }
    }
    return 0;
  }

  /** Everything from {@code from} on is copied back; what the guest wrote there is unchanged. */
  private static boolean one(
      HypercallFrame call, long pointer, int bytes, int from, Operation operation) {
    Domain caller = call.caller();
    GuestStructure structure = call.structure();
    if (!structure.load(caller.memory(), pointer, bytes)) {
      return false;
    }
    operation.apply(caller, structure);
    return structure.store(caller.memory(), pointer, from, bytes - from);
  }

  /** Ends all that a domain has mapped. */
  public void releaseAll(Domain domain) {
    mapping.releaseAll(domain);
    mapper.forget(domain);
  }

  /** Maps and unmaps. */
  public GrantMapping mapping() {
    return mapping;
  }

  /** Copies. */
  public GrantCopy copies() {
    return copy;
  }

  /** Transfers. */
  public GrantTransfer transfers() {
    return transfer;
  }
}
