package dev.tollgate.core.safety;

import dev.tollgate.core.dma.AddressTranslation;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.iommu.Iotlb;
import dev.tollgate.core.iommu.IotlbGeometry;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.spi.Iommu;
import dev.tollgate.core.spi.IovaAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An IOMMU as simple as can be: entries in sorted maps, and a real IOTLB once it is given one. */
final class ToyIommu implements Iommu {

  static final long DUMMY_FRAME = 0xdead;

  /** Instead of a domain: it does not stand in front of the device. */
  static final int NOT_TRANSLATED = -1;

  /** What it was asked to forget, and what it did at the end of calls. */
  final List<String> diary = new ArrayList<>();

  /** Whether invalidations succeed. */
  boolean works = true;

  /** Whether unmapped pages lead to the dummy page instead of being refused. */
  boolean absorbs;

  /** Whether entries always allow everything. */
  boolean allowsAll;

  @Nullable Iotlb iotlb;

  private final int[] domainOf;
  private final List<SortedMap<Long, Long>> tables = new ArrayList<>();

  ToyIommu(int[] domainOf, Machine machine) {
    this.domainOf = domainOf;
    for (int device = 0; device < domainOf.length; device++) {
      tables.add(new TreeMap<>());
    }
  }

  /** Puts an IOTLB in front of the table. */
  ToyIommu caching(IotlbGeometry geometry, ExposureLedger ledger) {
    iotlb = new Iotlb(geometry, 1, ledger);
    return this;
  }

  @Override
  public boolean translates(int device) {
    return domainOf[device] != NOT_TRANSLATED;
  }

  @Override
  public int domainOf(int device) {
    return domainOf[device];
  }

  @Override
  @SuppressWarnings("NullAway") // no test asks for it
  public IovaAllocator iovaAllocator(int domain) {
    return null;
  }

  @Override
  public void map(int domain, long ioPage, int pages, long frame, DmaDirection direction) {
    for (int i = 0; i < pages; i++) {
      tables.get(domain).put(ioPage + i, frame + i);
    }
  }

  @Override
  public void unmap(int domain, long ioPage, int pages) {
    tables.get(domain).subMap(ioPage, ioPage + pages).clear();
  }

  @Override
  public boolean invalidateAll(int domain) {
    diary.add("all " + domain);
    if (works && iotlb != null) {
      iotlb.invalidateDomain(domain);
    }
    return works;
  }

  @Override
  public boolean invalidate(int domain, long ioPage, int pages) {
    diary.add("pages " + domain + ": " + ioPage + "+" + pages);
    if (works && iotlb != null) {
      iotlb.invalidate(domain, ioPage, pages);
    }
    return works;
  }

  @Override
  public void endOfCall(int domain) {
    diary.add("end " + domain);
  }

  @Override
  public DmaDirection grants(DmaDirection direction) {
    return allowsAll ? DmaDirection.BIDIRECTIONAL : direction;
  }

  @Override
  public long translate(int device, long busAddress, boolean write) {
    int domain = domainOf[device];
    long page = busAddress >>> 12;
    long frame = iotlb == null ? Iotlb.MISS : iotlb.lookup(domain, page);
    if (frame == Iotlb.MISS) {
      Long entry = tables.get(domain).get(page);
      if (entry == null && !absorbs) {
        return AddressTranslation.FAULT;
      }
      frame = entry == null ? DUMMY_FRAME : entry;
      if (iotlb != null) {
        iotlb.fill(domain, page, frame);
      }
    }
    return (frame << 12) | (busAddress & 4095);
  }
}
