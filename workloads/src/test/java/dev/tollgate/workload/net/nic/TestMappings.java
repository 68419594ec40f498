package dev.tollgate.workload.net.nic;

import dev.tollgate.core.dma.AddressTranslation;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.dma.DmaMapOperations;
import dev.tollgate.core.dma.MappingStyle;
import dev.tollgate.core.dma.ScatterList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An IOMMU for tests that never uses an I/O page twice: whoever uses a mapping that has ended is
 * found out. Refuses mappings on request.
 */
final class TestMappings implements DmaMapOperations, AddressTranslation {

  private static final long HOLE = -1;

  private record Page(long frame, DmaDirection direction) {}

  private final Map<Long, Page> pages = new HashMap<>();
  private long next = 1;

  /** Mappings to allow before refusing {@link #refuse} of them. */
  int allow = Integer.MAX_VALUE;

  /** Mappings to refuse. */
  int refuse;

  /** How drivers are asked to map. */
  MappingStyle style = MappingStyle.EACH;

  /** Calls so far that mapped, and that unmapped, several buffers; how many, each time. */
  final List<Integer> batchesMapped = new ArrayList<>();

  final List<Integer> batchesUnmapped = new ArrayList<>();

  /** Syncs so far for the CPU, and for the device: bytes each time. */
  final List<Long> syncsForCpu = new ArrayList<>();

  final List<Long> syncsForDevice = new ArrayList<>();

  /** I/O pages mapped. */
  int mapped() {
    return pages.size();
  }

  /** Ends the mapping of an I/O page behind the driver's back. */
  void breakPage(long busAddress) {
    pages.remove(busAddress >>> 12);
  }

  /** Lets a mapped I/O page lead nowhere; the driver may unmap it later. */
  void replaceWithHole(long busAddress) {
    if (pages.put(busAddress >>> 12, new Page(HOLE, DmaDirection.BIDIRECTIONAL)) == null) {
      throw new IllegalStateException("not mapped: " + busAddress);
    }
  }

  @Override
  public long map(long physical, long size, DmaDirection direction, int pageAlignment) {
    if (allow == 0 && refuse > 0) {
      refuse--;
      return MAPPING_ERROR;
    }
    if (allow > 0) {
      allow--;
    }
    long first = (next + pageAlignment - 1) / pageAlignment * pageAlignment;
    long count = ((physical & 0xfff) + size + 0xfff) >>> 12;
    for (long i = 0; i < count; i++) {
      pages.put(first + i, new Page((physical >>> 12) + i, direction));
    }
    next = first + count;
    return first << 12 | (physical & 0xfff);
  }

  @Override
  public void unmap(long busAddress, long size, DmaDirection direction) {
    long count = ((busAddress & 0xfff) + size + 0xfff) >>> 12;
    for (long i = 0; i < count; i++) {
      if (pages.remove((busAddress >>> 12) + i) == null) {
        throw new IllegalStateException("not mapped: " + busAddress);
      }
    }
  }

  @Override
  public long translate(int device, long busAddress, boolean write) {
    @Nullable Page page = pages.get(busAddress >>> 12);
    return page == null || page.frame == HOLE || !page.direction.allows(write)
        ? FAULT
        : page.frame << 12 | (busAddress & 0xfff);
  }

  @Override
  public MappingStyle style() {
    return style;
  }

  @Override
  public int mapMulti(ScatterList list, DmaDirection direction) {
    batchesMapped.add(list.length());
    return DmaMapOperations.super.mapMulti(list, direction);
  }

  @Override
  public void unmapMulti(ScatterList list, DmaDirection direction) {
    batchesUnmapped.add(list.length());
    DmaMapOperations.super.unmapMulti(list, direction);
  }

  @Override
  public void syncForCpu(long busAddress, long size, DmaDirection direction) {
    syncsForCpu.add(size);
  }

  @Override
  public void syncForDevice(long busAddress, long size, DmaDirection direction) {
    syncsForDevice.add(size);
  }
}
