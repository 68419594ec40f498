package dev.tollgate.core.policy;

import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.dma.MappingStyle;
import dev.tollgate.core.dma.ScatterList;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.IovaAllocator;
import dev.tollgate.core.spi.PolicyContext;
import java.util.Arrays;

/**
 * Strict, with the I/O pages of a ring one behind the other: after "Fast &amp; Safe" (Rubin et al.,
 * "Fast &amp; Safe IO Memory Protection", SOSP 2024).
 *
 * <p>That work makes strict protection cheap by three things: I/O addresses that are contiguous for
 * each ring, so that few entries of the page table and few lines of its caches are needed;
 * invalidations of ranges in batches; and invalidations that leave the caches of the upper levels
 * of the page table alone. The units here have flat tables and no such caches, so of the third
 * nothing is left, and of the first this: the allocator is asked once for a whole area instead of
 * for each buffer, and I/O pages of neighbouring ring places are neighbours. Of the second: what a
 * batch unmaps is forgotten in runs of I/O pages, each with one command where the unit takes
 * ranges, and with one for all where it can only forget everything.
 *
 * <p>A device has an area for each direction, as a ring has one direction. An area is handed out
 * from its beginning to its end, and goes back to the allocator as a whole when it is used up and
 * none of its pages is mapped; if none is mapped while it is in use, it begins again. A buffer that
 * does not fit into the rest of one begins the next; one longer than an area, or that must be
 * aligned, has I/O pages of its own. When no area is to be had, I/O pages are taken one by one.
 *
 * <p>Drivers are asked for {@link MappingStyle#BATCHED}. Guarantee: that of {@link StrictPolicy},
 * when the call that unmaps returns.
 */
final class ContiguousPolicy extends StrictPolicy {

  private static final int DIRECTIONS = DmaDirection.values().length;

  // What is known of an I/O page.
  private static final int TAKEN = 0; // 1 if it is handed out
  private static final int LIVE = 1; // of an area's first page: pages handed out, and 1

  private final int areaPages;
  private final boolean selective;
  private final IoPageRecords records = new IoPageRecords(2);
  private final long[] area = new long[DIRECTIONS]; // first page of each direction's, or NONE
  private final int[] used = new int[DIRECTIONS]; // pages handed out from its beginning
  private int direction;
  private long areas;
  private long single;

  /**
   * @param areaPages I/O pages of an area, a power of two
   */
  ContiguousPolicy(PolicyContext context, int areaPages) {
    super(context);
    this.areaPages = areaPages;
    this.selective = domain.capabilities().contains(IommuCapability.SELECTIVE_INVALIDATION);
    Arrays.fill(area, IovaAllocator.NONE);
  }

  @Override
  public MappingStyle style() {
    return MappingStyle.BATCHED;
  }

  @Override
  long mapBuffer(long physical, long size, DmaDirection towards, int pageAlignment) {
    direction = indexOf(towards);
    return super.mapBuffer(physical, size, towards, pageAlignment);
  }

  @Override
  long take(int pages, int alignment) {
    if (alignment == 1 && pages <= areaPages && hasRoom(pages)) {
      long ioPage = area[direction] + used[direction];
      used[direction] += pages;
      for (int i = 0; i < pages; i++) {
        records.set(ioPage + i, TAKEN, 1);
      }
      records.set(area[direction], LIVE, records.get(area[direction], LIVE) + pages);
      return ioPage;
    }
    single++;
    return super.take(pages, alignment);
  }

  /** Whether the direction's area has room, if need be after it was changed for a new one. */
  private boolean hasRoom(int pages) {
    if (area[direction] != IovaAllocator.NONE && used[direction] + pages <= areaPages) {
      return true;
    }
    leaveArea(direction);
    long first = iova.allocate(areaPages, areaPages, Long.MAX_VALUE);
    if (first == IovaAllocator.NONE) {
      first = iova.retry(areaPages, areaPages, Long.MAX_VALUE);
    }
    area[direction] = first;
    used[direction] = 0;
    if (first == IovaAllocator.NONE) {
      return false;
    }
    areas++;
    records.set(first, LIVE, 1);
    return true;
  }

  private void leaveArea(int of) {
    long first = area[of];
    area[of] = IovaAllocator.NONE;
    if (first != IovaAllocator.NONE) {
      giveBackIfEmpty(first);
    }
  }

  private void giveBackIfEmpty(long first) {
    if (records.get(first, LIVE) != 1) {
      return;
    }
    for (int of = 0; of < DIRECTIONS; of++) {
      if (area[of] == first) {
        used[of] = 0;
        return;
      }
    }
    records.set(first, LIVE, 0);
    iova.free(first, areaPages);
  }

  @Override
  boolean giveBackIoPages(long ioPage, int pages) {
    boolean all = true;
    int run = 0; // pages outside of areas, which are given back together
    for (int i = 0; i < pages; i++) {
      long first = (ioPage + i) & -areaPages;
      if (records.get(first, LIVE) == 0) {
        run++;
        continue;
      }
      if (run > 0) {
        all &= iova.free(ioPage + i - run, run);
        run = 0;
      }
      all &= giveBackToArea(ioPage + i, first);
    }
    return (run == 0 || iova.free(ioPage + pages - run, run)) && all;
  }

  private boolean giveBackToArea(long ioPage, long first) {
    if (records.get(ioPage, TAKEN) == 0) {
      return false;
    }
    records.set(ioPage, TAKEN, 0);
    records.set(first, LIVE, records.get(first, LIVE) - 1);
    giveBackIfEmpty(first);
    return true;
  }

  @Override
  boolean forgetsTogether(int buffers) {
    return buffers > 1;
  }

  /** Run by run where the unit can select. */
  @Override
  boolean invalidate(int count, ScatterList list) {
    if (!selective) {
      return super.invalidate(count, list);
    }
    boolean forgotten = true;
    long first = 0;
    int run = 0;
    for (int i = 0; i < count; i++) {
      long bus = list.busAddress(i);
      if (!isInDomain(bus, list.size(i))) {
        continue;
      }
      int pages = (int) IoPages.spanned(bus, list.size(i));
      if (run > 0 && IoPages.of(bus) != first + run) {
        forgotten &= countFailed(domain.invalidate(first, run));
        run = 0;
      }
      if (run == 0) {
        first = IoPages.of(bus);
      }
      run += pages;
    }
    return (run == 0 || countFailed(domain.invalidate(first, run))) && forgotten;
  }

  @Override
  void makeFreePagesUsable() {
    super.makeFreePagesUsable();
    for (int of = 0; of < DIRECTIONS; of++) {
      leaveArea(of);
    }
  }

  @Override
  public void close() {
    super.close();
    for (int of = 0; of < DIRECTIONS; of++) {
      leaveArea(of);
    }
  }

  @Override
  public void report(MetricSink sink) {
    super.report(sink);
    sink.metric("policy.areas", areas, "count", "Areas of I/O pages taken for rings");
    sink.metric(
        "policy.areas.outside", single, "count", "Mappings whose I/O pages lie outside of areas");
  }

  @SuppressWarnings("EnumOrdinal") // an array index that leaves no trace outside this object
  private static int indexOf(DmaDirection towards) {
    return towards.ordinal();
  }
}
