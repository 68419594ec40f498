package dev.tollgate.workload.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One pass over a trace joined with its log, to count how they fit and to find the pages that were
 * mapped before the trace began.
 */
final class JoinCensus implements AreaSink {

  private static final int PAGE_SHIFT = 12;
  private static final long PAGE_BYTES = 1L << PAGE_SHIFT;
  private static final long NEVER = -1;
  private static final long GONE = -2;
  private static final long UNTOLD = -3;
  private static final long MOST_PAGES_OF_ONE = 1024;
  private static final int MOST_DELAYS = 1 << 22;

  private final LongTable frames = new LongTable(NEVER);
  private final LongTable unmappedAt = new LongTable(NEVER);
  private final Map<Long, MappedBefore> usedBefore = new TreeMap<>();
  private final List<MappedBefore> before = new ArrayList<>();
  private final Map<Integer, Integer> domains = new TreeMap<>();
  private long[] delays = new long[1024];
  private int paired;
  private long accesses;
  private long hits;
  private long inMapping;
  private long elsewhere;
  private long afterUnmap;
  private long mappedBefore;
  private long invalidations;
  private long unmaps;
  private long wholeInvalidations;

  void count(JoinedReader reader) {
    AreaWalk walk = new AreaWalk(reader.trace().mappingFamily(), this);
    while (reader.next()) {
      if (reader.side() == JoinedReader.Side.KERNEL) {
        walk.walk(reader.kernelEvent());
      } else if (reader.unitEvent().kind().isAccess()) {
        access(reader.unitEvent());
      } else {
        invalidation(reader.unitEvent(), reader.nanos());
      }
    }
    before.addAll(usedBefore.values());
  }

  /** Returns the domains with an access that fits the trace, ascending. */
  List<Integer> domains() {
    return domains.keySet().stream().toList();
  }

  /** Returns what was mapped before the trace, by address. */
  List<MappedBefore> before() {
    return before.stream()
        .sorted((a, b) -> Long.compareUnsigned(a.address(), b.address()))
        .toList();
  }

  JoinReport report(LogClock clock, long uncertaintyNanos, long foreign) {
    long[] sorted = Arrays.copyOf(delays, Math.min(paired, delays.length));
    Arrays.sort(sorted);
    int last = sorted.length - 1;
    List<Long> quantiles =
        last < 0
            ? List.of()
            : List.of(sorted[0], sorted[last / 2], sorted[(int) (last * 99L / 100)], sorted[last]);
    return new JoinReport(
        clock.firstOffset(),
        uncertaintyNanos,
        clock.anchors(),
        domains(),
        accesses,
        hits,
        inMapping,
        elsewhere,
        afterUnmap,
        mappedBefore,
        foreign,
        invalidations,
        paired,
        unmaps - paired,
        wholeInvalidations,
        quantiles);
  }

  @Override
  public void mapped(KernelEvent event, long address, long physical, long bytes) {
    long page = address >>> PAGE_SHIFT;
    long frame = physical == KernelEvent.UNKNOWN ? UNTOLD : physical >>> PAGE_SHIFT;
    long pages = pages(address, bytes);
    for (long i = 0; i < pages; i++) {
      frames.put(page + i, frame == UNTOLD ? UNTOLD : frame + i);
    }
  }

  @Override
  public void unmapped(KernelEvent event, long address, long bytes) {
    unmaps++;
    long page = address >>> PAGE_SHIFT;
    long pages = pages(address, bytes);
    for (long i = 0; i < pages; i++) {
      MappedBefore used = usedBefore.get(page + i);
      if (used != null && frames.get(page + i) == NEVER) {
        wholeAreaBefore(address, pages, used);
        break;
      }
    }
    for (long i = 0; i < pages; i++) {
      usedBefore.remove(page + i);
      frames.put(page + i, GONE);
    }
    unmappedAt.put(page, event.monotonicNanos());
  }

  /** An area unmapped but never mapped: one used page gives away where all of it translated to. */
  private void wholeAreaBefore(long address, long pages, MappedBefore used) {
    long start = address & -PAGE_BYTES;
    before.add(
        new MappedBefore(
            start,
            used.physical() - (used.address() - start),
            pages * PAGE_BYTES,
            used.readable(),
            used.writable(),
            used.source()));
  }

  private void access(UnitEvent event) {
    accesses++;
    hits += event.kind() == UnitEventKind.HIT ? 1 : 0;
    long page = event.address() >>> PAGE_SHIFT;
    long frame = frames.get(page);
    if (frame == NEVER) {
      mappedBefore++;
      usedBefore.computeIfAbsent(
          page,
          unused ->
              new MappedBefore(
                  event.address() & -PAGE_BYTES,
                  event.physicalPage(),
                  PAGE_BYTES,
                  event.readable(),
                  event.writable(),
                  event.source()));
    } else if (frame == GONE) {
      afterUnmap++;
    } else if (frame == UNTOLD || frame == event.physicalPage() >>> PAGE_SHIFT) {
      inMapping++;
      domains.merge(event.domain(), 1, Integer::sum);
    } else {
      elsewhere++;
    }
  }

  private void invalidation(UnitEvent event, long now) {
    if (event.kind() != UnitEventKind.INVALIDATE_PAGES) {
      wholeInvalidations++;
      return;
    }
    invalidations++;
    long page = event.address() >>> PAGE_SHIFT;
    long unmapped = unmappedAt.get(page);
    if (unmapped == NEVER) {
      return;
    }
    unmappedAt.remove(page);
    if (paired < MOST_DELAYS) {
      if (paired == delays.length) {
        delays = Arrays.copyOf(delays, 2 * paired);
      }
      delays[paired] = now - unmapped;
    }
    paired++;
  }

  private static long pages(long address, long bytes) {
    long last = (address + bytes - 1) >>> PAGE_SHIFT;
    return Math.min(last - (address >>> PAGE_SHIFT) + 1, MOST_PAGES_OF_ONE);
  }
}
