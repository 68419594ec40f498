package dev.tollgate.hypervisor.xen;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Ints;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MemoryRange;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.DomainIds;
import dev.tollgate.hypervisor.xen.domain.DomainSpec;
import dev.tollgate.hypervisor.xen.domain.Domains;
import dev.tollgate.hypervisor.xen.domain.LinearMap;
import dev.tollgate.hypervisor.xen.split.Kernel;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Builds the domains of an arrangement, each with a machine of its own. */
final class GuestBuilder {

  /** What Xen keeps for itself of the memory that is left for dom0: one frame in so many. */
  private static final int KEPT = 64;

  /**
   * Frames that dom0 may own beyond its memory, if it flips pages: the replacements of one batch,
   * at most as many as a ring has slots, and those that netback takes in advance, 64 at a time.
   */
  private static final int SPARE_FRAMES = 256 + 64;

  private final Machine hardware;
  private final Xen xen;
  private final Domains domains;

  GuestBuilder(Machine hardware, Xen xen) {
    this.hardware = hardware;
    this.xen = xen;
    this.domains = xen.domains();
  }

  ImmutableList<XenGuest> build(XenSettings settings) {
    int cpus = hardware.profile().cpus();
    int dom0Cpus = settings.dom0Cpus() == 0 ? Math.min(cpus, 32) : settings.dom0Cpus();
    @Nullable Domain domU =
        settings.domUCpus() == 0
            ? null
            : xen.create(spec(1, false, frames(settings.domUBytes()), settings.domUCpus()));
    long left = domains.frames().heap().freeFrames();
    long most = left - Math.max(1, left / KEPT);
    long wanted = settings.dom0Bytes() == 0 ? most : frames(settings.dom0Bytes());
    Domain dom0 = xen.create(spec(DomainIds.DOM0, true, wanted, dom0Cpus));
    ImmutableList.Builder<XenGuest> guests = ImmutableList.builder();
    if (settings.flips()) {
      dom0.limitPages(wanted + SPARE_FRAMES);
    }
    guests.add(guest(0, "dom0", dom0, 0, settings.flips()));
    if (domU != null) {
      guests.add(guest(1, "domu", domU, dom0Cpus, settings.flips()));
    }
    return guests.build();
  }

  private static long frames(long bytes) {
    return bytes >>> PhysicalMemory.FRAME_SHIFT;
  }

  private static DomainSpec spec(int id, boolean privileged, long pages, int cpus) {
    int frames = Ints.checkedCast(pages);
    return new DomainSpec(id, privileged, frames, frames, cpus, DomainSpec.ANYWHERE);
  }

  private XenGuest guest(int number, String name, Domain domain, int firstCpu, boolean flips) {
    GuestKernel kernel = new GuestKernel(domain, hardware.ledger());
    Machine machine =
        hardware.forGuest(kernel, ram(domain, flips), firstCpu, domain.vcpus().size());
    kernel.isBelow(machine);
    return new XenGuest(number, name, domain, machine, kernel, domains.machineToPhysical());
  }

  /** The frames that its kernel may hand out: all but those of tables, calls and operations. */
  private ImmutableList<MemoryRange> ram(Domain domain, boolean flips) {
    BitSet frames = new BitSet(domains.frames().size());
    int end = firstOperationPage(domain) - (flips ? Kernel.flipPages() : 0);
    for (int i = 0; i < end; i++) {
      frames.set(Ints.checkedCast(domain.physicalToMachine().machineFrame(i)));
    }
    ImmutableList.Builder<MemoryRange> ranges = ImmutableList.builder();
    for (int first = frames.nextSetBit(0); first >= 0; ) {
      int after = frames.nextClearBit(first);
      ranges.add(
          new MemoryRange(
              (long) first << PhysicalMemory.FRAME_SHIFT,
              (long) (after - first) << PhysicalMemory.FRAME_SHIFT));
      first = frames.nextSetBit(after);
    }
    return ranges.build();
  }

  /** A domain's number for the first of the frames in which its kernel lists grant operations. */
  static int firstOperationPage(Domain domain) {
    return domain.usableFrames() - domain.vcpus().size() - Kernel.OPERATION_PAGES;
  }

  /** Virtual addresses of the pages in which a domain's CPUs put their calls, by number. */
  static ImmutableList<Long> callPages(Domain domain) {
    ImmutableList.Builder<Long> pages = ImmutableList.builder();
    int first = domain.usableFrames() - domain.vcpus().size();
    for (int cpu = 0; cpu < domain.vcpus().size(); cpu++) {
      pages.add(LinearMap.addressOf(first + cpu));
    }
    return pages.build();
  }
}
