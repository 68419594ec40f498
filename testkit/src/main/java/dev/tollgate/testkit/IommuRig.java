package dev.tollgate.testkit;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.dma.AddressTranslation;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.iommu.IotlbListener;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.IommuContext;
import dev.tollgate.core.spi.IovaAllocator;

/**
 * An IOMMU in a small machine with two devices on bus 0 and one on bus 1, checked against the
 * reference at every step; with the calls that a policy makes.
 */
final class IommuRig {

  /** Frames that tests may map: 4 MiB in a row. */
  static final int DATA_FRAMES = 1 << PageAllocator.MAX_ORDER;

  /** No boundary. */
  static final long NO_BOUNDARY = Long.MAX_VALUE;

  static final ImmutableList<Device> DEVICES =
      ImmutableList.of(
          Device.ofDefaults(0, "0000:00:01.0", 0),
          Device.ofDefaults(1, "0000:00:02.0", 0),
          Device.ofDefaults(2, "0001:00:01.0", 1));

  private static final int SHIFT = PhysicalMemory.FRAME_SHIFT;

  final Machine machine = TestMachines.create();
  final ImmutableSet<IommuCapability> capabilities;
  final ReferenceIommu reference;
  final CheckedIommu iommu;
  final long firstFrame;
  private long fills;

  /** An IOMMU for a workload that asks for {@code demandedIoPages}, or does not care if 0. */
  IommuRig(IommuVariant variant, long demandedIoPages, IotlbListener listener) {
    this.capabilities = variant.capabilities();
    this.reference = new ReferenceIommu(capabilities);
    IommuContext context =
        new IommuContext(machine, DEVICES, new Listeners(listener), demandedIoPages, 1);
    this.iommu =
        new CheckedIommu(
            variant.factory().create(context, variant.parameters()), reference, this::isDataFrame);
    this.firstFrame = machine.pages().allocate(PageAllocator.MAX_ORDER);
  }

  /** An IOMMU on its own. */
  static IommuRig of(IommuVariant variant) {
    return new IommuRig(variant, 0, IotlbListener.NONE);
  }

  /** Tells the reference and another listener. */
  private final class Listeners implements IotlbListener {

    private final IotlbListener other;

    Listeners(IotlbListener other) {
      this.other = other;
    }

    @Override
    public void filled(int domain, long ioPage, long value) {
      fills++;
      reference.filled(domain, ioPage, value);
      other.filled(domain, ioPage, value);
    }

    @Override
    public void evicted(int domain, long ioPage) {
      reference.evicted(domain, ioPage);
      other.evicted(domain, ioPage);
    }

    @Override
    public void forgot(int domain, long firstPage, int pages) {
      reference.forgot(domain, firstPage, pages);
      other.forgot(domain, firstPage, pages);
    }

    @Override
    public void forgotAll(int domain) {
      reference.forgotAll(domain);
      other.forgotAll(domain);
    }
  }

  private boolean isDataFrame(long frame) {
    return frame >= firstFrame && frame < firstFrame + DATA_FRAMES;
  }

  /** A data frame. */
  long frame(int index) {
    return firstFrame + index;
  }

  /** The domain that devices 0 and 1 are in. */
  int domain() {
    return iommu.domainOf(0);
  }

  /** All domains. */
  ImmutableSortedSet<Integer> domains() {
    ImmutableSortedSet.Builder<Integer> domains = ImmutableSortedSet.naturalOrder();
    for (Device device : DEVICES) {
      if (iommu.translates(device.id())) {
        domains.add(iommu.domainOf(device.id()));
      }
    }
    return domains.build();
  }

  IovaAllocator iova() {
    return iommu.iovaAllocator(domain());
  }

  /** Takes I/O pages of a domain as a policy does; {@link IovaAllocator#NONE} if it is full. */
  long take(int domain, int pages, int alignment, long boundary) {
    IovaAllocator iova = iommu.iovaAllocator(domain);
    long first = iova.allocate(pages, alignment, boundary);
    if (first == IovaAllocator.NONE) {
      iommu.invalidateAll(domain);
      first = iova.retry(pages, alignment, boundary);
    }
    return first;
  }

  /** Takes pages in a call of its own. */
  long takeOnly(int pages, int alignment, long boundary) {
    long first = take(domain(), pages, alignment, boundary);
    iommu.endOfCall(domain());
    return first;
  }

  /** Gives pages back in a call of its own. */
  boolean giveBack(long first, int pages) {
    boolean allTaken = iova().free(first, pages);
    iommu.endOfCall(domain());
    return allTaken;
  }

  /** Maps data frames from {@code index} for devices 0 and 1; answers the first I/O page. */
  long map(int pages, int index, DmaDirection direction) {
    return map(domain(), pages, index, direction);
  }

  long map(int domain, int pages, int index, DmaDirection direction) {
    long first = take(domain, pages, 1, NO_BOUNDARY);
    if (first != IovaAllocator.NONE) {
      iommu.map(domain, first, pages, frame(index), direction);
    }
    iommu.endOfCall(domain);
    return first;
  }

  /** Maps again I/O pages that are taken but not mapped. */
  void mapAt(long first, int pages, int index, DmaDirection direction) {
    iommu.map(domain(), first, pages, frame(index), direction);
    iommu.endOfCall(domain());
  }

  /** Clears entries, and no more. */
  void clear(long first, int pages) {
    iommu.unmap(domain(), first, pages);
    iommu.endOfCall(domain());
  }

  boolean invalidate(long first, int pages) {
    boolean done = iommu.invalidate(domain(), first, pages);
    iommu.endOfCall(domain());
    return done;
  }

  boolean invalidateAll() {
    boolean done = iommu.invalidateAll(domain());
    iommu.endOfCall(domain());
    return done;
  }

  /** Where a device gets to by the first byte of an I/O page; already checked. */
  long access(int device, long ioPage, boolean write) {
    return iommu.translate(device, ioPage << SHIFT, write);
  }

  /** Whether device 0 reaches a data frame through an I/O page, in either way. */
  boolean reaches(long ioPage, int index) {
    return access(0, ioPage, false) == frame(index) << SHIFT
        || access(0, ioPage, true) == frame(index) << SHIFT;
  }

  /** Whether the unit refused, or absorbed: did not lead to data. */
  boolean isHarmless(long physical) {
    return physical == AddressTranslation.FAULT || !isDataFrame(physical >>> SHIFT);
  }

  /** Translations that the unit has cached so far. */
  long fills() {
    return fills;
  }

  /** Steps booked so far, of all kinds. */
  long steps() {
    return machine.ledger().entries().stream().mapToLong(CycleLedger.Entry::count).sum();
  }

  /** Digest of all memory but the data frames' place in it is fixed, so of the tables. */
  long memoryDigest() {
    return machine.memory().fnv1a(0, machine.memory().size());
  }

  boolean can(IommuCapability capability) {
    return capabilities.contains(capability);
  }
}
