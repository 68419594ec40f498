package dev.tollgate.testkit;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.AddressTranslation;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.iommu.IotlbListener;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.IommuCapability;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What any IOMMU must answer: slow and obviously right. It is told what is mapped, unmapped and
 * invalidated, and hears, as the {@link IotlbListener} of the unit under test, what that unit
 * caches. From these it knows the one right answer to every access.
 *
 * <p>What is cached counts before what is in the table, until it is invalidated or evicted, however
 * stale. A unit that caches a translation without saying so, forgets one that it should keep, or
 * keeps one that it should forget, soon answers wrongly.
 *
 * <p>Where a unit may answer in two ways, both are right: after an invalidation that it gave up,
 * and, for other domains, after one of whose scope it is not known whether it reaches them.
 */
public final class ReferenceIommu implements IotlbListener {

  /**
   * Where an I/O page leads.
   *
   * @param frame page frame
   * @param granted what the device may do there
   */
  public record Entry(long frame, DmaDirection granted) {}

  /**
   * A cached translation.
   *
   * @param entry what was read from the table, or null if there was nothing to read
   * @param certain whether the unit surely still holds it
   */
  private record Cached(@Nullable Entry entry, boolean certain) {}

  /** An I/O page of a domain. */
  private record Place(int domain, long ioPage) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byDomain = Integer.compare(domain, other.domain);
      return byDomain != 0 ? byDomain : Long.compare(ioPage, other.ioPage);
    }
  }

  private static final int SHIFT = PhysicalMemory.FRAME_SHIFT;

  private final ImmutableSet<IommuCapability> capabilities;
  private final SortedMap<Place, Entry> table = new TreeMap<>();
  private final SortedMap<Place, Cached> cache = new TreeMap<>();

  /** A reference for a unit that can do what {@code capabilities} say. */
  public ReferenceIommu(ImmutableSet<IommuCapability> capabilities) {
    this.capabilities = capabilities;
  }

  /**
   * Entries were written.
   *
   * @param granted what they allow
   */
  public void map(int domain, long ioPage, int pages, long frame, DmaDirection granted) {
    for (int i = 0; i < pages; i++) {
      table.put(new Place(domain, ioPage + i), new Entry(frame + i, granted));
    }
  }

  /** Entries were cleared. */
  public void unmap(int domain, long ioPage, int pages) {
    table.subMap(new Place(domain, ioPage), new Place(domain, ioPage + pages)).clear();
  }

  /** The unit was told to forget I/O pages; {@code done} is its answer. */
  public void invalidated(int domain, long ioPage, int pages, boolean done) {
    if (!capabilities.contains(IommuCapability.SELECTIVE_INVALIDATION)) {
      invalidatedAll(domain, done);
    } else if (done) {
      forget(domain, ioPage, pages);
    } else {
      cache
          .subMap(new Place(domain, ioPage), new Place(domain, ioPage + pages))
          .replaceAll((place, cached) -> new Cached(cached.entry(), false));
    }
  }

  /** The unit was told to forget a domain; {@code done} is its answer. */
  public void invalidatedAll(int domain, boolean done) {
    if (done) {
      forget(domain, 0, Long.MAX_VALUE);
    }
    cache.replaceAll((place, cached) -> new Cached(cached.entry(), false));
  }

  private void forget(int domain, long ioPage, long pages) {
    cache.subMap(new Place(domain, ioPage), new Place(domain, ioPage + pages)).clear();
  }

  @Override
  public void filled(int domain, long ioPage, long value) {
    Place place = new Place(domain, ioPage);
    Entry entry = table.get(place);
    if (entry == null && !capabilities.contains(IommuCapability.INVALIDATES_ON_MAP)) {
      throw new AssertionError(
          ("the unit caches I/O page %d of domain %d, which has no entry; its driver would have to"
                  + " invalidate when it maps (INVALIDATES_ON_MAP)")
              .formatted(ioPage, domain));
    }
    cache.put(place, new Cached(entry, true));
  }

  @Override
  public void forgot(int domain, long firstPage, int pages) {
    forget(domain, firstPage, pages);
  }

  @Override
  public void forgotAll(int domain) {
    invalidatedAll(domain, true);
  }

  @Override
  public void evicted(int domain, long ioPage) {
    cache.remove(new Place(domain, ioPage));
  }

  /** What the table holds for an I/O page now, or null. */
  public @Nullable Entry entry(int domain, long ioPage) {
    return table.get(new Place(domain, ioPage));
  }

  /** Number of entries in all tables. */
  public int entries() {
    return table.size();
  }

  /**
   * Judges the unit's answer to an access, after it was given.
   *
   * @param physical the answer
   * @param absorbs whether the answer leads to no frame that anybody may map
   * @throws AssertionError if it is wrong
   */
  public void check(int domain, long busAddress, boolean write, long physical, boolean absorbs) {
    long ioPage = busAddress >>> SHIFT;
    Place place = new Place(domain, ioPage);
    Cached cached = cache.get(place);
    Entry inTable = table.get(place);
    boolean right =
        cached == null
            ? isRight(inTable, busAddress, write, physical, absorbs)
            : isRight(cached.entry(), busAddress, write, physical, absorbs)
                || (!cached.certain() && isRight(inTable, busAddress, write, physical, absorbs));
    if (!right) {
      throw new AssertionError(
          "%s 0x%x in domain %d leads to %s; the table holds %s, the unit said that it caches %s"
              .formatted(
                  write ? "writing" : "reading",
                  busAddress,
                  domain,
                  physical == AddressTranslation.FAULT
                      ? "a fault"
                      : "0x" + Long.toHexString(physical),
                  describe(inTable),
                  cached == null ? "nothing" : describe(cached.entry())));
    }
  }

  private boolean isRight(
      @Nullable Entry entry, long busAddress, boolean write, long physical, boolean absorbs) {
    if (entry != null && entry.granted().allows(write)) {
      long offset = busAddress & (PhysicalMemory.FRAME_BYTES - 1);
      return physical == (entry.frame() << SHIFT) + offset;
    }
    return physical == AddressTranslation.FAULT
        || (entry == null && absorbs && !capabilities.contains(IommuCapability.FAULTS_ON_UNMAPPED));
  }

  private static String describe(@Nullable Entry entry) {
    return entry == null ? "no entry" : "frame 0x%x, %s".formatted(entry.frame(), entry.granted());
  }
}
