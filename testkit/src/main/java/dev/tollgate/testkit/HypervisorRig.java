package dev.tollgate.testkit;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.iommu.IotlbListener;
import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.core.machine.CpuWork;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MachineProfile.PageAllocation;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.DrivenIommu;
import dev.tollgate.core.spi.Guest;
import dev.tollgate.core.spi.Hypervisor;
import dev.tollgate.core.spi.HypervisorContext;
import dev.tollgate.core.spi.Iommu;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.IommuContext;

/**
 * A hypervisor on a machine of 256 MiB with four CPUs, and an IOMMU below it that forgives nothing.
 */
final class HypervisorRig {

  private static final ImmutableSet<IommuCapability> CAPABILITIES =
      ImmutableSet.of(IommuCapability.FAULTS_ON_UNMAPPED, IommuCapability.SELECTIVE_INVALIDATION);
  private static final long MILLISECOND = 1_000_000_000L;

  final Machine hardware = TestMachines.create(4, 256L << 20, PageAllocation.BUDDY);
  final Hypervisor hypervisor;
  final Iommu unit;
  final Iommu seen;

  HypervisorRig(HypervisorVariant variant) {
    hypervisor = variant.factory().create(new HypervisorContext(hardware, 1), variant.parameters());
    ImmutableList<Device> devices = ImmutableList.of(Device.ofDefaults(0, "0000:00:01.0", 0));
    IommuVariant worst = WorstCaseIommu.variant(CAPABILITIES.toArray(IommuCapability[]::new));
    unit =
        worst
            .factory()
            .create(
                new IommuContext(hardware, devices, IotlbListener.NONE, 0, 1), worst.parameters());
    seen = hypervisor.guestIommu(new DrivenIommu(unit, CAPABILITIES, devices, IotlbListener.NONE));
  }

  Guest guest(int number) {
    return hypervisor.guests().get(number);
  }

  /** Does something as a piece of work of a guest's first CPU, and lets all follow from it. */
  void in(int guest, CpuWork work) {
    boolean[] done = {false};
    guest(guest)
        .machine()
        .processors()
        .post(
            0,
            CpuContext.TASK,
            () -> {
              work.run();
              done[0] = true;
            });
    hardware.advanceTo(hardware.now() + MILLISECOND);
    if (!done[0]) {
      throw new AssertionError("work posted to guest %d was not done".formatted(guest));
    }
  }

  /** A frame of a guest's that its page allocator hands out. */
  long frame(int guest) {
    return guest(guest).machine().pages().allocate(0);
  }

  /** Maps a frame for the device and returns its I/O page. */
  long map(long frame) {
    int domain = seen.domainOf(0);
    long page = seen.iovaAllocator(domain).allocate(1, 1, Long.MAX_VALUE);
    seen.map(domain, page, 1, frame, DmaDirection.BIDIRECTIONAL);
    seen.endOfCall(domain);
    return page;
  }

  /** Clears the entry of an I/O page; the unit may go on caching it. */
  void unmap(long page) {
    int domain = seen.domainOf(0);
    seen.unmap(domain, page, 1);
    seen.endOfCall(domain);
  }

  /** Frame that the device reaches through an I/O page, or −1. */
  long reached(long page) {
    long physical = unit.translate(0, page << PhysicalMemory.FRAME_SHIFT, true);
    return physical < 0 ? -1 : physical >>> PhysicalMemory.FRAME_SHIFT;
  }
}
