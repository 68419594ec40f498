package dev.tollgate.core.policy;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.AddressTranslation;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.spi.DmaDomain;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.IovaAllocator;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * An IOMMU with one domain that is slow and obviously right: a sorted map of entries, a sorted map
 * of cached entries that forgets nothing by itself, a next-fit search page by page, and a diary of
 * all that was asked of it.
 */
public final class SlowIommu implements DmaDomain, IovaAllocator, AddressTranslation {

  /** Where an I/O page leads, and what a device may do there. */
  public record Entry(long frame, DmaDirection direction) {}

  /** Every call in order, as in {@code "map 3+2 -> 7 TO_DEVICE"}. */
  public final List<String> diary = new ArrayList<>();

  /** The entries that translation reads. */
  public final SortedMap<Long, Entry> table = new TreeMap<>();

  /** The entries read once and not forgotten. */
  public final SortedMap<Long, Entry> cache = new TreeMap<>();

  /** Whether entries that were read are cached at all. */
  public boolean caches = true;

  /** So many invalidations from now on are given up. */
  public int stubborn;

  /** The invalidation after so many more is given up; none if 0. */
  public int refuseAfter;

  private final Map<Class<?>, Object> shared = new HashMap<>();
  private final BitSet taken = new BitSet();
  private final int pages;
  private final ImmutableSet<IommuCapability> capabilities;
  private int hint;

  /** An IOMMU with {@code pages} I/O pages. */
  public SlowIommu(int pages, IommuCapability... capabilities) {
    this.pages = pages;
    this.capabilities = ImmutableSet.copyOf(capabilities);
  }

  /** What was written in the diary since this was last asked. */
  public List<String> news() {
    List<String> news = List.copyOf(diary);
    diary.clear();
    return news;
  }

  @Override
  public ImmutableSet<IommuCapability> capabilities() {
    return capabilities;
  }

  @Override
  public IovaAllocator iova() {
    return this;
  }

  @Override
  public void map(long ioPage, int count, long frame, DmaDirection direction) {
    diary.add("map %d+%d -> %d %s".formatted(ioPage, count, frame, direction));
    for (int i = 0; i < count; i++) {
      if (capabilities.contains(IommuCapability.INVALIDATES_ON_MAP)) {
        cache.remove(ioPage + i);
      }
      if (table.put(ioPage + i, new Entry(frame + i, direction)) != null) {
        throw new IllegalStateException("I/O page " + (ioPage + i) + " has an entry already");
      }
    }
  }

  @Override
  public void unmap(long ioPage, int count) {
    diary.add("unmap %d+%d".formatted(ioPage, count));
    table.subMap(ioPage, ioPage + count).clear();
  }

  @Override
  public boolean invalidate(long ioPage, int count) {
    if (!capabilities.contains(IommuCapability.SELECTIVE_INVALIDATION)) {
      return invalidateAll();
    }
    diary.add("invalidate %d+%d".formatted(ioPage, count));
    if (refuseAfter > 0 && refuseAfter-- == 1) {
      stubborn = 1;
    } else if (stubborn > 0) {
      stubborn--;
      return false;
    }
    cache.subMap(ioPage, ioPage + count).clear();
    return true;
  }

  @Override
  public boolean invalidateAll() {
    diary.add("invalidate all");
    if (stubborn > 0) {
      stubborn--;
      return false;
    }
    cache.clear();
    return true;
  }

  @Override
  public void endOfCall() {
    diary.add("end");
  }

  @Override
  public long allocate(int count, int alignment, long boundaryPages) {
    return search("allocate", hint, count, alignment, boundaryPages);
  }

  @Override
  public long retry(int count, int alignment, long boundaryPages) {
    return search("retry", 0, count, alignment, boundaryPages);
  }

  private long search(String name, int from, int count, int alignment, long boundaryPages) {
    for (int first = from; first + count <= pages; first++) {
      int nextTaken = taken.nextSetBit(first);
      if (first % alignment == 0
          && (nextTaken < 0 || nextTaken >= first + count)
          && first / boundaryPages == (first + count - 1) / boundaryPages) {
        taken.set(first, first + count);
        hint = first + count;
        diary.add("%s %d+%d".formatted(name, first, count));
        return first;
      }
    }
    diary.add(name + " none");
    return NONE;
  }

  @Override
  public boolean free(long ioPage, int count) {
    diary.add("free %d+%d".formatted(ioPage, count));
    boolean all = taken.get((int) ioPage, (int) ioPage + count).cardinality() == count;
    taken.clear((int) ioPage, (int) ioPage + count);
    return all;
  }

  @Override
  public long size() {
    return pages;
  }

  @Override
  public long used() {
    return taken.cardinality();
  }

  @Override
  public long translate(int device, long busAddress, boolean write) {
    long ioPage = busAddress >>> 12;
    Entry entry = cache.getOrDefault(ioPage, table.get(ioPage));
    if (entry == null || !entry.direction().allows(write)) {
      return FAULT;
    }
    if (caches) {
      cache.put(ioPage, entry);
    }
    return (entry.frame() << 12) + (busAddress & 4095);
  }

  @Override
  public <T> T shared(Class<T> type, Supplier<T> maker) {
    return type.cast(shared.computeIfAbsent(type, key -> maker.get()));
  }
}
