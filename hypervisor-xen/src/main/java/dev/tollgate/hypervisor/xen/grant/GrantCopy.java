package dev.tollgate.hypervisor.xen.grant;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.DomainIds;
import dev.tollgate.hypervisor.xen.domain.Domains;
import dev.tollgate.hypervisor.xen.domain.FrameType;
import dev.tollgate.hypervisor.xen.domain.GuestStructure;
import dev.tollgate.hypervisor.xen.hypercall.XenPeriod;
import dev.tollgate.hypervisor.xen.hypercall.XenSteps;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code GNTTABOP_copy}: bytes within one page to within another, each named by a grant or, of the
 * caller's own, by its machine frame.
 *
 * <p>Both frames are acquired as if they were mapped, for the duration. Since 2015 one that the
 * next operation of the same call names again stays acquired, so it is booked once.
 */
public final class GrantCopy {

  /** Bytes of {@code struct gnttab_copy}. */
  public static final int BYTES = 40;

  /** Flag: the source is a grant. */
  public static final int SOURCE_GRANT = 1;

  /** Flag: the target is a grant. */
  public static final int TARGET_GRANT = 2;

  /** Where the status is in the structure. */
  public static final int STATUS = 36;

  private static final int TARGET = 16;

  private final Domains domains;
  private final GrantTables tables;
  private final Acquisition acquisition;
  private final boolean keepsFrames;
  private final CycleAccount copyAccount;
  private final CycleAccount acquireAccount;
  private final CycleAccount byteAccount;
  private final CycleAccount refusedAccount;
  private final Side source = new Side();
  private final Side target = new Side();
  private long copies;
  private long bytes;
  private long refused;

  GrantCopy(
      Domains domains,
      GrantTables tables,
      Acquisition acquisition,
      XenPeriod period,
      CycleLedger ledger) {
    this.domains = domains;
    this.tables = tables;
    this.acquisition = acquisition;
    this.keepsFrames = period != XenPeriod.XEN_3_1;
    this.copyAccount = ledger.account(CostCenter.HYPERVISOR, XenSteps.GRANT_COPY);
    this.acquireAccount = ledger.account(CostCenter.HYPERVISOR, XenSteps.GRANT_ACQUIRE);
    this.byteAccount = ledger.account(CostCenter.HYPERVISOR, Steps.COPY_BYTE);
    this.refusedAccount = ledger.account(CostCenter.HYPERVISOR, XenSteps.REFUSED);
  }

  /** One end of a copy. */
  private static final class Side {
    boolean granted;
    long name;
    int domain;
    int offset;
    @Nullable GrantTable table;
    long frame;

    // Of the operation before, while its frame is kept.
    boolean kept;
    boolean keptGranted;
    long keptName;
    int keptDomain;

    void read(GuestStructure operation, int at, boolean isGrant) {
      granted = isGrant;
      name = isGrant ? operation.u32(at) : operation.u64(at);
      domain = operation.u16(at + 8);
      offset = operation.u16(at + 10);
    }

    GrantTable table() {
      return Objects.requireNonNull(table);
    }

    boolean isKept() {
      return kept && keptGranted == granted && keptName == name && keptDomain == domain;
    }

    void keep() {
      kept = true;
      keptGranted = granted;
      keptName = name;
      keptDomain = domain;
    }
  }

  /** Before the first operation of a call: nothing is kept. */
  void begin() {
    source.kept = false;
    target.kept = false;
  }

  /** Copies what the structure says and puts the status into it. */
  int copy(Domain caller, GuestStructure operation) {
    int flags = operation.u16(34);
    int length = operation.u16(32);
    source.read(operation, 0, (flags & SOURCE_GRANT) != 0);
    target.read(operation, TARGET, (flags & TARGET_GRANT) != 0);
    int status = copy(caller, length);
    operation.put16(STATUS, status);
    if (status == GrantStatus.OKAY) {
      copies++;
      bytes += length;
      book(length);
    } else {
      begin();
      refused++;
      refusedAccount.one();
    }
    return status;
  }

  private void book(int length) {
    copyAccount.one();
    acquireAccount.add((source.isKept() ? 0 : 1) + (target.isKept() ? 0 : 1));
    byteAccount.add(length);
    if (keepsFrames) {
      source.keep();
      target.keep();
    }
  }

  private int copy(Domain caller, int length) {
    if (source.offset + length > PhysicalMemory.FRAME_BYTES
        || target.offset + length > PhysicalMemory.FRAME_BYTES) {
      return GrantStatus.BAD_COPY_ARGUMENT;
    }
    if ((source.domain != DomainIds.SELF && !source.granted)
        || (target.domain != DomainIds.SELF && !target.granted)) {
      return GrantStatus.PERMISSION_DENIED;
    }
    if (!find(source, caller) || !find(target, caller)) {
      return GrantStatus.BAD_DOMAIN;
    }
    int status = acquire(source, caller, true);
    if (status != GrantStatus.OKAY) {
      return status;
    }
    status = acquire(target, caller, false);
    if (status == GrantStatus.OKAY) {
      domains
          .memory()
          .copy(
              (source.frame << PhysicalMemory.FRAME_SHIFT) + source.offset,
              (target.frame << PhysicalMemory.FRAME_SHIFT) + target.offset,
              length);
      release(target, false);
    }
    release(source, true);
    return status;
  }

  private boolean find(Side side, Domain caller) {
    GrantTable table = tables.table(side.domain == DomainIds.SELF ? caller.id() : side.domain);
    if (table == null) {
      return false;
    }
    side.table = table;
    return true;
  }

  private int acquire(Side side, Domain caller, boolean readOnly) {
    if (side.granted) {
      if (!side.table().contains(side.name)) {
        return GrantStatus.BAD_REFERENCE;
      }
      int status =
          acquisition.begin(
              side.table(),
              (int) side.name,
              caller.id(),
              Pin.increment(true, false, readOnly),
              readOnly);
      if (status == GrantStatus.OKAY) {
        side.frame = side.table().pinnedFrame((int) side.name);
      }
      return status;
    }
    side.frame = side.name;
    boolean got =
        readOnly
            ? domains.frames().get(side.frame, caller.id())
            : domains.frames().getAs(side.frame, caller.id(), FrameType.WRITABLE);
    return got ? GrantStatus.OKAY : GrantStatus.GENERAL_ERROR;
  }

  private void release(Side side, boolean readOnly) {
    if (side.granted) {
      acquisition.end(
          side.table(), (int) side.name, Pin.increment(true, false, readOnly), readOnly);
    } else if (readOnly) {
      domains.frames().put(side.frame);
    } else {
      domains.frames().putAs(side.frame);
    }
  }

  /** Copies made. */
  public long copies() {
    return copies;
  }

  /** Bytes copied. */
  public long bytes() {
    return bytes;
  }

  /** Copies refused. */
  public long refused() {
    return refused;
  }
}
