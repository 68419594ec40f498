package dev.tollgate.hypervisor.xen.iommu;

import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.DomainIds;
import dev.tollgate.hypervisor.xen.grant.DeviceMapper;
import org.jspecify.annotations.Nullable;

/**
 * The I/O table's side of grants that are mapped for devices (section 4.4 of the 2007 paper):
 * within the grant operation Xen chooses an I/O page itself, fills its entry, and answers with its
 * bus address, so that no call of the DMA API is needed. When such mappings end, or may no longer
 * be written, the unit is made to forget their pages before the call returns, as the ABI promises:
 * page by page where it can select, else everything, once for all operations of the call.
 *
 * <p>A domain other than dom0 has no devices, and without a unit, or where it translates for none,
 * they reach everything: then the bus address is the machine's.
 */
public final class GrantedPages implements DeviceMapper {

  private @Nullable IommuHypercall xen;

  /** Names Xen's side of the unit, once there is one. */
  void isBehind(IommuHypercall unit) {
    xen = unit;
  }

  private @Nullable IommuHypercall unitFor(Domain user) {
    IommuHypercall unit = xen;
    return user.id() == DomainIds.DOM0 && unit != null && unit.translates() ? unit : null;
  }

  @Override
  public long map(Domain user, long frame, boolean writable) {
    IommuHypercall unit = unitFor(user);
    if (unit == null) {
      return frame << PhysicalMemory.FRAME_SHIFT;
    }
    long ioPage = unit.mapGranted(frame, writable);
    return ioPage < 0 ? NO_SLOT : ioPage << PhysicalMemory.FRAME_SHIFT;
  }

  @Override
  public void change(Domain user, long frame, long busAddress, boolean writable) {
    IommuHypercall unit = unitFor(user);
    if (unit != null) {
      unit.changeGranted(busAddress >>> PhysicalMemory.FRAME_SHIFT, frame, writable);
    }
  }

  @Override
  public void unmap(Domain user, long frame, long busAddress) {
    IommuHypercall unit = unitFor(user);
    if (unit != null) {
      unit.unmapGranted(busAddress >>> PhysicalMemory.FRAME_SHIFT);
    }
  }

  @Override
  public void forget(Domain user) {
    IommuHypercall unit = unitFor(user);
    if (unit != null) {
      unit.forgetGranted();
    }
  }
}
