package dev.tollgate.cli.explain;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.explain.Story.Event;
import dev.tollgate.cli.results.SpecRecord;
import dev.tollgate.core.dma.AddressTranslation;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.iommu.TableEntry;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.spi.Iommu;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records what one buffer goes through: the events of its I/O pages from the call that maps it
 * until other buffers have taken them, with the bytes of their entries as they stand in memory.
 */
final class BufferRecorder extends Reach {

  private static final int MOST_EVENTS = 500;
  private static final int MOST_PENDING = 2_000;

  /** Segments of a scatter list follow their entries by at most so many mappings. */
  private static final int MOST_SEGMENTS = 1_024;

  private final int wanted;
  private final List<Event> events = new ArrayList<>();
  private final Deque<Pending> pending = new ArrayDeque<>();
  private final Map<Long, String> before = new HashMap<>();
  private final Map<Long, Long> ledTo = new HashMap<>();
  private final List<Long> taken = new ArrayList<>();
  private @Nullable LiveBuffer buffer;
  private boolean callIsOver;
  private boolean entitled;
  private long unmappedAt = -1;
  private long unreachableAt = -1;
  private int leftOut;

  /** An event of a page that may turn out to be the buffer's. */
  private record Pending(int domain, long page, Event event) {}

  /** A recorder of the mapping of this number, from 1. */
  BufferRecorder(int wanted) {
    this.wanted = wanted;
  }

  /** Whether the mapping was ever made. */
  boolean found() {
    return buffer != null;
  }

  /** What was recorded; once the mapping was made and the run is over. */
  Story story(int run, String name, SpecRecord spec) {
    LiveBuffer told = buffer;
    if (told == null) {
      throw new IllegalStateException("mapping " + wanted + " was never made");
    }
    boolean open = unmappedAt >= 0 && unreachableAt < 0;
    return new Story(
        run,
        name,
        spec,
        wanted,
        told.device(),
        hex(told.bus()),
        hex(told.physical()),
        told.size(),
        told.direction().name(),
        unmappedAt < 0 ? null : (open ? now() : unreachableAt) - unmappedAt,
        open,
        ImmutableList.copyOf(events),
        leftOut,
        null,
        ImmutableList.of());
  }

  static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  private boolean mayConcern(int domain, long page) {
    LiveBuffer told = buffer;
    return told == null
        ? buffers() + MOST_SEGMENTS >= wanted
        : told.covers(domain, page) && !taken.contains(page);
  }

  private void tell(int domain, long page, String kind, String text) {
    tell(domain, page, kind, text, null, null);
  }

  private void tell(
      int domain,
      long page,
      String kind,
      String text,
      @Nullable String entryBefore,
      @Nullable String entryAfter) {
    LiveBuffer told = buffer;
    Event event =
        new Event(
            now(),
            kind,
            text,
            entryBefore,
            entryAfter,
            entitled,
            told == null ? hasEntry(domain, page) : any(told, true),
            told == null ? isCached(domain, page) : any(told, false),
            1);
    if (told == null) {
      if (callIsOver) {
        pending.clear();
        callIsOver = false;
      }
      pending.addLast(new Pending(domain, page, event));
      if (pending.size() > MOST_PENDING) {
        pending.removeFirst();
      }
      return;
    }
    Event last = events.isEmpty() ? null : events.get(events.size() - 1);
    if (last != null && last.isLike(event)) {
      events.set(events.size() - 1, last.more());
    } else if (events.size() < MOST_EVENTS) {
      events.add(event);
    } else {
      leftOut++;
    }
  }

  private boolean any(LiveBuffer told, boolean entry) {
    for (long page = told.firstPage(); page <= told.lastPage(); page++) {
      if (taken.contains(page)) {
        continue;
      }
      if (entry ? hasEntry(told.domain(), page) : isCached(told.domain(), page)) {
        return true;
      }
    }
    return false;
  }

  // Drivers.

  @Override
  void mapped(LiveBuffer made) {
    LiveBuffer told = buffer;
    if (told == null) {
      callIsOver = true;
      if (made.number() == wanted) {
        begin(made);
      }
      return;
    }
    for (long page = Math.max(made.firstPage(), told.firstPage());
        made.domain() == told.domain() && page <= Math.min(made.lastPage(), told.lastPage());
        page++) {
      if (!taken.contains(page)) {
        tell(
            told.domain(),
            page,
            "reuse",
            "I/O page %s is mapped for buffer %d%s"
                .formatted(hex(page), made.number(), entitled ? ", too" : ""));
        if (!entitled) {
          taken.add(page);
          reached();
        }
      }
    }
    if (entitled && sharing(told).contains(made)) {
      tell(
          told.domain(),
          told.firstPage(),
          "share",
          "buffer %d is mapped: %d bytes at %s, on the same frame of memory"
              .formatted(made.number(), made.size(), hex(made.physical())));
    }
  }

  private void begin(LiveBuffer made) {
    buffer = made;
    for (Pending early : pending) {
      if (made.covers(early.domain(), early.page())) {
        events.add(early.event());
      }
    }
    pending.clear();
    boolean written = events.stream().anyMatch(event -> event.after() != null);
    entitled = true;
    for (long page = made.firstPage(); page <= made.lastPage(); page++) {
      ledTo.put(page, leads(made.domain(), page));
    }
    tell(
        made.domain(),
        made.firstPage(),
        "map",
        "mapped: %d bytes at %s for device %d, which finds them at %s and may %s them%s"
            .formatted(
                made.size(),
                hex(made.physical()),
                made.device(),
                hex(made.bus()),
                rights(made.direction()),
                made.domain() == UNTRANSLATED
                    ? "; nothing translates"
                    : written ? "" : "; no entry was written, those of before are used"));
    for (LiveBuffer other : sharing(made)) {
      tell(
          made.domain(),
          made.firstPage(),
          "share",
          "on its frame of memory lies buffer %d, too: %d bytes at %s"
              .formatted(other.number(), other.size(), hex(other.physical())));
    }
  }

  private static String rights(DmaDirection direction) {
    return switch (direction) {
      case TO_DEVICE -> "read";
      case FROM_DEVICE -> "write";
      case BIDIRECTIONAL -> "read and write";
    };
  }

  @Override
  void unmapped(LiveBuffer gone) {
    LiveBuffer told = buffer;
    if (gone.equals(told)) {
      entitled = false;
      unmappedAt = now();
      tell(gone.domain(), gone.firstPage(), "unmap", "unmapped by the driver");
      reached();
    } else if (told != null && entitled && gone.domain() == told.domain()) {
      long frame = told.physical() >>> PAGE_SHIFT;
      if (gone.physical() >>> PAGE_SHIFT == frame) {
        tell(
            told.domain(),
            told.firstPage(),
            "share",
            "buffer %d is unmapped".formatted(gone.number()));
      }
    }
  }

  // The table.

  @Override
  public void changing(int domain, long ioPage, int pages) {
    for (int i = 0; i < pages; i++) {
      if (mayConcern(domain, ioPage + i)) {
        before.put(key(domain, ioPage + i), bytes(domain, ioPage + i));
      }
    }
  }

  @Override
  public void stored(int domain, long ioPage, int pages, long frame, DmaDirection granted) {
    super.stored(domain, ioPage, pages, frame, granted);
    for (int i = 0; i < pages; i++) {
      tellEntry(
          domain,
          ioPage + i,
          "entry of I/O page %s written: it leads to frame %s, to %s"
              .formatted(hex(ioPage + i), hex(frame + i), rights(granted)));
    }
  }

  @Override
  public void cleared(int domain, long ioPage, int pages) {
    super.cleared(domain, ioPage, pages);
    for (int i = 0; i < pages; i++) {
      tellEntry(domain, ioPage + i, "entry of I/O page %s cleared".formatted(hex(ioPage + i)));
    }
  }

  private void tellEntry(int domain, long page, String text) {
    String was = before.remove(key(domain, page));
    if (mayConcern(domain, page)) {
      tell(domain, page, "entry", text, was == null ? "" : was, bytes(domain, page));
    }
  }

  /** The bytes of an entry as they stand in simulated memory; empty if it has none. */
  private String bytes(int domain, long page) {
    Iommu unit = iommu();
    Machine all = machine();
    TableEntry entry = unit == null ? null : unit.entry(domain, page);
    if (entry == null || all == null) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < entry.bytes(); i++) {
      text.append(i == 0 ? "" : " ")
          .append("%02x".formatted(all.memory().readByte(entry.address() + i) & 0xff));
    }
    return text.toString();
  }

  // The cache.

  @Override
  public void filled(int domain, long ioPage, long value) {
    super.filled(domain, ioPage, value);
    if (mayConcern(domain, ioPage)) {
      tell(domain, ioPage, "fill", "the unit caches the translation of I/O page " + hex(ioPage));
    }
  }

  @Override
  public void evicted(int domain, long ioPage) {
    super.evicted(domain, ioPage);
    if (mayConcern(domain, ioPage)) {
      tell(
          domain,
          ioPage,
          "evict",
          "the cache drops I/O page %s for another".formatted(hex(ioPage)));
    }
  }

  @Override
  public void invalidated(int domain, long ioPage, int pages, boolean forgotten) {
    super.invalidated(domain, ioPage, pages, forgotten);
    tellForget(domain, ioPage, pages, forgotten ? "" : ", but gives up");
  }

  @Override
  public void forgot(int domain, long firstPage, int pages) {
    super.forgot(domain, firstPage, pages);
    tellForget(domain, firstPage, pages, ", as its driver does unasked");
  }

  @Override
  public void forgotAll(int domain) {
    super.forgotAll(domain);
    tellForget(domain, 0, -1, ", as its driver does unasked");
  }

  private void tellForget(int domain, long ioPage, int pages, String how) {
    LiveBuffer told = buffer;
    boolean over = unreachableAt >= 0 && unreachableAt < now();
    if (told == null || told.domain() != domain || isTaken(told) || over) {
      return;
    }
    if (pages < 0 || (ioPage <= told.lastPage() && ioPage + pages > told.firstPage())) {
      String scope =
          pages < 0
              ? "the whole domain"
              : pages == 1
                  ? "I/O page " + hex(ioPage)
                  : "%d I/O pages from %s".formatted(pages, hex(ioPage));
      tell(domain, told.firstPage(), "forget", "the unit is made to forget " + scope + how);
    }
  }

  /** Whether other buffers have taken all of its I/O pages. */
  private boolean isTaken(LiveBuffer told) {
    return taken.size() > told.lastPage() - told.firstPage();
  }

  @Override
  void changed(int domain, long page) {
    if (buffer != null && unmappedAt >= 0 && buffer.covers(domain, page)) {
      reached();
    }
  }

  /** Looks whether the buffer is out of reach now. */
  private void reached() {
    LiveBuffer told = buffer;
    if (told == null || unmappedAt < 0 || unreachableAt >= 0) {
      return;
    }
    for (long page = told.firstPage(); page <= told.lastPage(); page++) {
      long was = ledTo.getOrDefault(page, NOWHERE);
      if (!taken.contains(page) && was != NOWHERE && leads(told.domain(), page) == was) {
        return;
      }
    }
    unreachableAt = now();
  }

  // Devices.

  @Override
  public void accessed(int device, long busAddress, int length, boolean write, long physical) {
    LiveBuffer told = buffer;
    long page = busAddress >>> PAGE_SHIFT;
    if (told == null || !told.covers(domainOf(device), page) || taken.contains(page)) {
      return;
    }
    boolean right = entitled && told.entitles(device, busAddress, length, write);
    String what =
        "device %d %s %d byte%s at %s"
            .formatted(
                device,
                write ? "writes" : "reads",
                length,
                length == 1 ? "" : "s",
                hex(busAddress));
    String met =
        physical == AddressTranslation.FAULT
            ? ": refused"
            : leads(told.domain(), page) == NOWHERE
                ? ": absorbed, nobody's memory"
                : ": reaches memory at " + hex(physical);
    String why =
        right
            ? ""
            : !entitled
                ? ", after the unmap"
                : device != told.device()
                    ? ", another device's buffer"
                    : told.isWithin(busAddress, length)
                        ? ", which it may not"
                        : ", beside the buffer";
    tell(told.domain(), page, right ? "access" : "stray", what + met + why);
  }
}
