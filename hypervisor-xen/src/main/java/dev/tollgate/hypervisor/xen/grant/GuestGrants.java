package dev.tollgate.hypervisor.xen.grant;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.hypervisor.xen.hypercall.XenSteps;

/**
 * A guest kernel's use of its own grant table (drivers/xen/core/gnttab.c of 2007): a free list of
 * references, of which the first eight are reserved, and entries written and cleared without any
 * call into Xen.
 */
public final class GuestGrants {

  /** References that are never given out: console, store and six more. */
  public static final int RESERVED = 8;

  /** No reference is free. */
  public static final int NONE = -1;

  /** What {@link #endTransfer} answers if no frame came. */
  public static final long NO_FRAME = 0;

  private final PhysicalMemory memory;
  private final GrantTable table;
  private final CycleAccount entryAccount;
  private final int[] free;
  private int freeCount;
  private long stillInUse;

  /** All references of the table as it is now, none in use. */
  public GuestGrants(PhysicalMemory memory, GrantTable table, CycleLedger ledger) {
    this.memory = memory;
    this.table = table;
    this.entryAccount = ledger.account(CostCenter.HYPERVISOR, XenSteps.GRANT_ENTRY);
    this.free = new int[table.size()];
    for (int reference = table.size() - 1; reference >= RESERVED; reference--) {
      free[freeCount++] = reference;
    }
  }

  /** References free. */
  public int free() {
    return freeCount;
  }

  /**
   * Lets a domain use a frame.
   *
   * @return the reference, or {@link #NONE}
   */
  public int grantAccess(int domain, long frame, boolean readOnly) {
    int reference = claim();
    if (reference != NONE) {
      grantAccess(reference, domain, frame, readOnly);
    }
    return reference;
  }

  /** The same with a reference that was claimed before. */
  public void grantAccess(int reference, int domain, long frame, boolean readOnly) {
    write(
        reference, domain, frame, GrantEntry.PERMIT_ACCESS | (readOnly ? GrantEntry.READ_ONLY : 0));
  }

  /**
   * Ends it. The reference stays claimed.
   *
   * @return false if it is in use, which leaves everything as it is
   */
  public boolean endAccess(int reference) {
    long address = table.addressOf(reference) + GrantEntry.FLAGS;
    int flags = memory.readShortLittleEndian(address);
    entryAccount.one();
    if ((flags & (GrantEntry.READING | GrantEntry.WRITING)) != 0) {
      stillInUse++;
      return false;
    }
    memory.writeShortLittleEndian(address, (short) GrantEntry.INVALID);
    return true;
  }

  /**
   * Accepts a frame from a domain.
   *
   * @return the reference, or {@link #NONE}
   */
  public int grantTransfer(int domain) {
    int reference = claim();
    if (reference != NONE) {
      grantTransfer(reference, domain);
    }
    return reference;
  }

  /** The same with a reference that was claimed before. */
  public void grantTransfer(int reference, int domain) {
    write(reference, domain, 0, GrantEntry.ACCEPT_TRANSFER);
  }

  /**
   * Takes what came. The reference stays claimed.
   *
   * @return the machine frame, or {@link #NO_FRAME}: nobody gave one, and nobody will
   */
  public long endTransfer(int reference) {
    long address = table.addressOf(reference);
    int flags = memory.readShortLittleEndian(address + GrantEntry.FLAGS);
    entryAccount.one();
    memory.writeShortLittleEndian(address + GrantEntry.FLAGS, (short) GrantEntry.INVALID);
    // Xen completes what it commits before anybody else runs, so there is nothing to wait for.
    return (flags & GrantEntry.COMPLETED) == 0
        ? NO_FRAME
        : memory.readIntLittleEndian(address + GrantEntry.FRAME) & 0xffff_ffffL;
  }

  /** Claims a reference; {@link #NONE} if none is free. */
  public int claim() {
    return freeCount == 0 ? NONE : free[--freeCount];
  }

  /** Gives a claimed reference back. */
  public void release(int reference) {
    free[freeCount++] = reference;
  }

  /** Times that access could not be ended because the frame was in use. */
  public long stillInUse() {
    return stillInUse;
  }

  private void write(int reference, int domain, long frame, int flags) {
    long address = table.addressOf(reference);
    memory.writeIntLittleEndian(address + GrantEntry.FRAME, (int) frame);
    memory.writeShortLittleEndian(address + GrantEntry.DOMAIN, (short) domain);
    memory.writeShortLittleEndian(address + GrantEntry.FLAGS, (short) flags);
    entryAccount.one();
  }
}
