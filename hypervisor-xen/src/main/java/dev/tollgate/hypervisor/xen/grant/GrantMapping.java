package dev.tollgate.hypervisor.xen.grant;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.GuestStructure;
import dev.tollgate.hypervisor.xen.domain.LinearMap;
import dev.tollgate.hypervisor.xen.hypercall.XenPeriod;
import dev.tollgate.hypervisor.xen.hypercall.XenSteps;
import org.jspecify.annotations.Nullable;

/**
 * {@code GNTTABOP_map_grant_ref} and {@code GNTTABOP_unmap_grant_ref}, one operation at a time, in
 * the order of checks of xen/common/grant_table.c.
 *
 * <p>A reference is held for each half of a mapping, the CPUs' and the devices'. Halves can be
 * unmapped one after the other: an address of 0 leaves its half alone.
 */
public final class GrantMapping {

  /** Bytes of {@code struct gnttab_map_grant_ref}. */
  public static final int MAP_BYTES = 32;

  /** Bytes of {@code struct gnttab_unmap_grant_ref}. */
  public static final int UNMAP_BYTES = 24;

  /** Where the status is in the structure. */
  public static final int MAP_STATUS = 18;

  /** Where the status is in the structure. */
  public static final int UNMAP_STATUS = 20;

  private static final int HALVES = GrantFlags.DEVICE_MAP | GrantFlags.HOST_MAP;

  private final GrantTables tables;
  private final DeviceMapper mapper;
  private final Acquisition acquisition;
  private final XenPeriod period;
  private final CycleAccount mapAccount;
  private final CycleAccount unmapAccount;
  private final CycleAccount refusedAccount;
  private long maps;
  private long unmaps;
  private long refused;

  GrantMapping(
      GrantTables tables,
      DeviceMapper mapper,
      Acquisition acquisition,
      XenPeriod period,
      CycleLedger ledger) {
    this.tables = tables;
    this.mapper = mapper;
    this.acquisition = acquisition;
    this.period = period;
    this.mapAccount = ledger.account(CostCenter.HYPERVISOR, XenSteps.GRANT_MAP);
    this.unmapAccount = ledger.account(CostCenter.HYPERVISOR, XenSteps.GRANT_UNMAP);
    this.refusedAccount = ledger.account(CostCenter.HYPERVISOR, XenSteps.REFUSED);
  }

  /** Maps what the structure says and puts handle, bus address and status into it. */
  int map(Domain caller, GuestStructure operation) {
    int status =
        map(
            caller,
            operation,
            operation.u64(0),
            (int) operation.u32(8),
            operation.u32(12),
            operation.u16(16));
    operation.put16(MAP_STATUS, status);
    if (status == GrantStatus.OKAY) {
      maps++;
      mapAccount.one();
    } else {
      refuse();
    }
    return status;
  }

  private int map(
      Domain caller,
      GuestStructure operation,
      long hostAddress,
      int flags,
      long reference,
      int granter) {
    boolean host = (flags & GrantFlags.HOST_MAP) != 0;
    boolean device = (flags & GrantFlags.DEVICE_MAP) != 0;
    if (!host && !device) {
      return GrantStatus.BAD_REFERENCE;
    }
    GrantTable table = tables.table(granter);
    if (table == null) {
      return GrantStatus.BAD_DOMAIN;
    }
    GrantUser user = tables.userOf(caller.id());
    if (user.maptrack().isEmpty()) {
      return period == XenPeriod.XEN_3_1 ? GrantStatus.NO_DEVICE_SPACE : GrantStatus.NO_SPACE;
    }
    if (!table.contains(reference)) {
      return GrantStatus.BAD_REFERENCE;
    }
    boolean readOnly = (flags & GrantFlags.READ_ONLY) != 0;
    int increment = Pin.increment(host, device, readOnly);
    int entry = (int) reference;
    int status = acquisition.begin(table, entry, caller.id(), increment, readOnly);
    if (status != GrantStatus.OKAY) {
      return status;
    }
    long frame = table.pinnedFrame(entry);
    int slot = host ? slot(caller, hostAddress, flags) : 0;
    if (slot < 0) {
      acquisition.end(table, entry, increment, readOnly);
      return (flags & GrantFlags.CONTAINS_PTE) != 0
          ? GrantStatus.GENERAL_ERROR
          : GrantStatus.BAD_VIRTUAL_ADDRESS;
    }
    long busAddress = frame << PhysicalMemory.FRAME_SHIFT;
    if (isForDevices(table, caller, flags)) {
      busAddress = user.devices().add(frame, readOnly);
      if (busAddress == DeviceMapper.NO_SLOT) {
        acquisition.end(table, entry, increment, readOnly);
        return GrantStatus.NO_DEVICE_SPACE;
      }
    }
    if (host && !mapForHost(caller, slot, frame, readOnly)) {
      if (isForDevices(table, caller, flags)) {
        user.devices().remove(frame, readOnly);
      }
      acquisition.end(table, entry, increment, readOnly);
      return GrantStatus.GENERAL_ERROR;
    }
    user.frames().add(frame, readOnly);
    operation.put32(20, user.maptrack().add(table, entry, flags, busAddress));
    operation.put64(24, busAddress);
    return GrantStatus.OKAY;
  }

  /** An entry that a grant made already can only be undone by that grant. */
  private static boolean mapForHost(Domain caller, int slot, long frame, boolean readOnly) {
    return caller.linearMap().mapGranted(slot, frame, !readOnly);
  }

  private boolean isForDevices(GrantTable table, Domain caller, int flags) {
    return table.domain() != caller
        && ((flags & GrantFlags.DEVICE_MAP) != 0 || mapper.followsHostMappings());
  }

  private static int slot(Domain caller, long hostAddress, int flags) {
    LinearMap map = caller.linearMap();
    return (flags & GrantFlags.CONTAINS_PTE) != 0
        ? map.slotAt(hostAddress)
        : map.slotOf(hostAddress);
  }

  /** Unmaps what the structure says and puts the status into it. */
  int unmap(Domain caller, GuestStructure operation) {
    int status = unmap(caller, operation.u64(0), operation.u64(8), operation.u32(16));
    operation.put16(UNMAP_STATUS, status);
    if (status == GrantStatus.OKAY) {
      unmaps++;
      unmapAccount.one();
    } else {
      refuse();
    }
    return status;
  }

  private int unmap(Domain caller, long hostAddress, long busAddress, long number) {
    GrantUser user = tables.userOf(caller.id());
    Maptrack maptrack = user.maptrack();
    GrantTable table = maptrack.table(number);
    if (table == null) {
      return GrantStatus.BAD_HANDLE;
    }
    int handle = (int) number;
    int flags = maptrack.flags(handle);
    boolean host = hostAddress != 0 && (flags & GrantFlags.HOST_MAP) != 0;
    boolean device = busAddress != 0 && (flags & GrantFlags.DEVICE_MAP) != 0;
    if (busAddress != 0 && busAddress != maptrack.busAddress(handle)) {
      return GrantStatus.BAD_DEVICE_ADDRESS;
    }
    long frame = table.pinnedFrame(maptrack.reference(handle));
    if (host) {
      int slot = slot(caller, hostAddress, flags);
      if (slot < 0 && (flags & GrantFlags.CONTAINS_PTE) == 0) {
        return GrantStatus.BAD_VIRTUAL_ADDRESS;
      }
      if (slot < 0 || !caller.linearMap().unmapGranted(slot, frame)) {
        return GrantStatus.GENERAL_ERROR;
      }
    }
    release(user, handle, host, device);
    return GrantStatus.OKAY;
  }

  private void release(GrantUser user, int handle, boolean host, boolean device) {
    Maptrack maptrack = user.maptrack();
    GrantTable table = maptrack.table(handle);
    if (table == null) {
      throw new IllegalStateException("nothing is mapped under handle " + handle);
    }
    int flags = maptrack.flags(handle);
    int left = flags & ~((host ? GrantFlags.HOST_MAP : 0) | (device ? GrantFlags.DEVICE_MAP : 0));
    boolean readOnly = (flags & GrantFlags.READ_ONLY) != 0;
    int reference = maptrack.reference(handle);
    long frame = table.pinnedFrame(reference);
    if (isForDevices(table, user.domain(), flags)
        && ((left & HALVES) == 0 || !isForDevices(table, user.domain(), left))) {
      user.devices().remove(frame, readOnly);
    }
    acquisition.end(table, reference, Pin.increment(host, device, readOnly), readOnly);
    maptrack.setFlags(handle, left);
    if ((left & HALVES) == 0) {
      user.frames().remove(frame, readOnly);
      maptrack.remove(handle);
      if (tables.hasLeftOvers()) {
        tables.collect();
      }
    }
  }

  /** Ends all mappings of a domain that is ending ({@code gnttab_release_mappings}). */
  void releaseAll(Domain domain) {
    GrantUser user = tables.userOf(domain.id());
    for (int handle = 0; handle < user.maptrack().size(); handle++) {
      @Nullable GrantTable table = user.maptrack().table(handle);
      if (table != null) {
        int flags = user.maptrack().flags(handle);
        release(
            user, handle, (flags & GrantFlags.HOST_MAP) != 0, (flags & GrantFlags.DEVICE_MAP) != 0);
      }
    }
  }

  private void refuse() {
    refused++;
    refusedAccount.one();
  }

  /** Grants mapped. */
  public long maps() {
    return maps;
  }

  /** Unmap operations done. */
  public long unmaps() {
    return unmaps;
  }

  /** Operations of both kinds refused. */
  public long refused() {
    return refused;
  }
}
