package dev.tollgate.cli.explain;

import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.run.Witness;
import dev.tollgate.core.spi.Iommu;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where every I/O page of a run leads, and the buffers that are mapped: what a witness needs to
 * know of the present to tell a story.
 */
abstract class Reach implements Witness {

  static final int PAGE_SHIFT = 12;

  /** The domain of devices that nothing translates for: I/O pages are frames. */
  static final int UNTRANSLATED = -1;

  /** Where a page leads that has neither an entry nor a cached translation. */
  static final long NOWHERE = -2;

  /** Where a cached translation leads that was made of no entry. */
  private static final long NOBODY = -3;

  private static final int DOMAIN_SHIFT = 48;

  private final Map<Long, Long> table = new HashMap<>();
  private final Map<Long, Long> cache = new HashMap<>();
  private final Set<Long> dedicated = new HashSet<>();
  private final Map<List<Long>, Deque<LiveBuffer>> byAddress = new HashMap<>();
  private final Map<Long, List<LiveBuffer>> byFrame = new HashMap<>();
  private final Map<Long, List<LiveBuffer>> byPage = new HashMap<>();
  private @Nullable Machine machine;
  private @Nullable Iommu iommu;
  private int buffers;

  @Override
  public void begins(Machine built, @Nullable Iommu unit) {
    machine = built;
    iommu = unit;
  }

  /** The time, in picoseconds. */
  final long now() {
    return machine == null ? 0 : machine.now();
  }

  final @Nullable Machine machine() {
    return machine;
  }

  final @Nullable Iommu iommu() {
    return iommu;
  }

  /** How many buffers were mapped so far. */
  final int buffers() {
    return buffers;
  }

  final int domainOf(int device) {
    return iommu != null && iommu.translates(device) ? iommu.domainOf(device) : UNTRANSLATED;
  }

  static long key(int domain, long page) {
    return ((long) (domain & 0x7fff) << DOMAIN_SHIFT) | page;
  }

  /** The frame that devices of a domain reach by a page, or {@link #NOWHERE}. */
  final long leads(int domain, long page) {
    if (domain == UNTRANSLATED) {
      return page;
    }
    Long cached = cache.get(key(domain, page));
    if (cached != null) {
      return cached == NOBODY ? NOWHERE : cached;
    }
    return table.getOrDefault(key(domain, page), NOWHERE);
  }

  final boolean hasEntry(int domain, long page) {
    return domain == UNTRANSLATED || table.containsKey(key(domain, page));
  }

  final boolean isCached(int domain, long page) {
    return cache.containsKey(key(domain, page));
  }

  /** The buffers mapped on an I/O page. */
  final List<LiveBuffer> on(int domain, long page) {
    return byPage.getOrDefault(key(domain, page), List.of());
  }

  /** Other buffers that share a frame of memory with one. */
  final List<LiveBuffer> sharing(LiveBuffer buffer) {
    List<LiveBuffer> sharing = new ArrayList<>();
    long last = (buffer.physical() + buffer.size() - 1) >>> PAGE_SHIFT;
    for (long frame = buffer.physical() >>> PAGE_SHIFT; frame <= last; frame++) {
      for (LiveBuffer other : byFrame.getOrDefault(frame, List.of())) {
        if (!other.equals(buffer) && !sharing.contains(other)) {
          sharing.add(other);
        }
      }
    }
    return sharing;
  }

  /** A driver mapped a buffer. */
  abstract void mapped(LiveBuffer buffer);

  /** A driver unmapped a buffer; its entries stand still. */
  abstract void unmapped(LiveBuffer buffer);

  /** A page may lead elsewhere now. */
  abstract void changed(int domain, long page);

  @Override
  public void granted(int device, long bus, long size, long physical, DmaDirection direction) {
    LiveBuffer buffer =
        new LiveBuffer(++buffers, device, domainOf(device), bus, size, physical, direction, now());
    byAddress
        .computeIfAbsent(List.of((long) device, bus), key -> new ArrayDeque<>())
        .addLast(buffer);
    for (long page = buffer.firstPage(); page <= buffer.lastPage(); page++) {
      byPage.computeIfAbsent(key(buffer.domain(), page), key -> new ArrayList<>()).add(buffer);
    }
    long last = (physical + size - 1) >>> PAGE_SHIFT;
    for (long frame = physical >>> PAGE_SHIFT; frame <= last; frame++) {
      byFrame.computeIfAbsent(frame, key -> new ArrayList<>()).add(buffer);
    }
    mapped(buffer);
  }

  @Override
  public void revoked(int device, long bus, long size, DmaDirection direction) {
    Deque<LiveBuffer> here = byAddress.get(List.of((long) device, bus));
    LiveBuffer buffer = here == null ? null : here.pollFirst();
    if (here == null || buffer == null) {
      return;
    }
    if (here.isEmpty()) {
      byAddress.remove(List.of((long) device, bus));
    }
    for (long page = buffer.firstPage(); page <= buffer.lastPage(); page++) {
      remove(byPage, key(buffer.domain(), page), buffer);
    }
    long last = (buffer.physical() + buffer.size() - 1) >>> PAGE_SHIFT;
    for (long frame = buffer.physical() >>> PAGE_SHIFT; frame <= last; frame++) {
      remove(byFrame, frame, buffer);
    }
    unmapped(buffer);
  }

  private static void remove(Map<Long, List<LiveBuffer>> map, long key, LiveBuffer buffer) {
    List<LiveBuffer> list = map.get(key);
    if (list != null && list.remove(buffer) && list.isEmpty()) {
      map.remove(key);
    }
  }

  /** Whether a frame holds nothing but copies for devices. */
  final boolean isDedicated(long frame) {
    return dedicated.contains(frame);
  }

  @Override
  public void storedDedicated(
      int domain, long ioPage, int pages, long frame, DmaDirection granted) {
    stored(domain, ioPage, pages, frame, granted);
    for (int i = 0; i < pages; i++) {
      dedicated.add(frame + i);
    }
  }

  @Override
  public void stored(int domain, long ioPage, int pages, long frame, DmaDirection granted) {
    for (int i = 0; i < pages; i++) {
      dedicated.remove(frame + i);
      table.put(key(domain, ioPage + i), frame + i);
      changed(domain, ioPage + i);
    }
  }

  @Override
  public void cleared(int domain, long ioPage, int pages) {
    for (int i = 0; i < pages; i++) {
      table.remove(key(domain, ioPage + i));
      changed(domain, ioPage + i);
    }
  }

  @Override
  public void filled(int domain, long ioPage, long value) {
    cache.put(key(domain, ioPage), table.getOrDefault(key(domain, ioPage), NOBODY));
    changed(domain, ioPage);
  }

  @Override
  public void evicted(int domain, long ioPage) {
    cache.remove(key(domain, ioPage));
    changed(domain, ioPage);
  }

  @Override
  public void forgot(int domain, long firstPage, int pages) {
    forget(domain, firstPage, pages);
  }

  @Override
  public void forgotAll(int domain) {
    forget(domain, 0, -1);
  }

  @Override
  public void invalidated(int domain, long ioPage, int pages, boolean forgotten) {
    if (forgotten) {
      forget(domain, ioPage, pages);
    }
  }

  private void forget(int domain, long ioPage, int pages) {
    if (pages >= 0) {
      for (int i = 0; i < pages; i++) {
        if (cache.remove(key(domain, ioPage + i)) != null) {
          changed(domain, ioPage + i);
        }
      }
      return;
    }
    List<Long> gone = new ArrayList<>();
    for (Long key : cache.keySet()) {
      if (key >>> DOMAIN_SHIFT == (domain & 0x7fff)) {
        gone.add(key);
      }
    }
    gone.sort(null);
    for (Long key : gone) {
      cache.remove(key);
      changed(domain, key & ((1L << DOMAIN_SHIFT) - 1));
    }
  }
}
