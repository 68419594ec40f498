package dev.tollgate.cli.explain;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.dma.AddressTranslation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks for the buffers of a run that are worth a look. */
final class Census extends Reach {

  private static final int LONGEST = 5;

  private final Map<Long, Window> open = new HashMap<>();
  private final List<Candidate> longest = new ArrayList<>();
  private final Map<String, Candidate> firsts = new LinkedHashMap<>();
  private long strays;

  /**
   * A page that leads where a buffer was that is unmapped; one that leads to a copy is harmless.
   */
  private record Window(LiveBuffer buffer, long since, long frame) {}

  /**
   * A buffer worth a look.
   *
   * @param buffer number of the mapping
   * @param size bytes
   * @param why what is to be seen, as a sentence without full stop
   * @param picoseconds what it is ordered by: length of a window, or when it happened
   */
  record Candidate(int buffer, long size, String why, long picoseconds) {}

  /** The longest stale windows of buffers, then the first of each kind of event. */
  ImmutableList<Candidate> candidates() {
    List<Window> left = new ArrayList<>(open.values());
    open.clear();
    left.forEach(window -> add(window, "still open at the end of the run"));
    longest.sort(
        Comparator.comparingLong(Candidate::picoseconds)
            .reversed()
            .thenComparingInt(Candidate::buffer));
    return ImmutableList.<Candidate>builder()
        .addAll(longest.subList(0, Math.min(LONGEST, longest.size())))
        .addAll(firsts.values())
        .build();
  }

  /** How many accesses no driver entitled a device to. */
  long strays() {
    return strays;
  }

  private void first(String kind, LiveBuffer buffer, String why) {
    firsts.computeIfAbsent(kind, key -> new Candidate(buffer.number(), buffer.size(), why, now()));
  }

  private void add(Window window, String why) {
    long length = now() - window.since();
    if (length == 0) {
      return;
    }
    LiveBuffer buffer = window.buffer();
    Candidate candidate = new Candidate(buffer.number(), buffer.size(), why, length);
    Candidate known =
        longest.stream()
            .filter(each -> each.buffer() == candidate.buffer())
            .findFirst()
            .orElse(null);
    if (known != null && known.picoseconds() >= length) {
      return;
    }
    longest.remove(known);
    longest.add(candidate);
    if (longest.size() > 8 * LONGEST) {
      longest.sort(Comparator.comparingLong(Candidate::picoseconds).reversed());
      longest.subList(LONGEST, longest.size()).clear();
    }
  }

  @Override
  void mapped(LiveBuffer buffer) {
    for (long page = buffer.firstPage(); page <= buffer.lastPage(); page++) {
      Window window = open.remove(key(buffer.domain(), page));
      if (window != null) {
        add(window, "until buffer " + buffer.number() + " was mapped there");
      }
      if (buffer.domain() != UNTRANSLATED
          && isCached(buffer.domain(), page)
          && leads(buffer.domain(), page) == NOWHERE) {
        first("alias", buffer, "mapped where the unit still holds another translation");
      }
    }
    for (LiveBuffer other : sharing(buffer)) {
      first(
          "share",
          buffer,
          "shares its frame of memory with buffer %d, of device %d"
              .formatted(other.number(), other.device()));
      if (other.device() != buffer.device()) {
        first(
            "share-devices",
            buffer,
            "shares its frame of memory with buffer %d of another device, %d"
                .formatted(other.number(), other.device()));
      }
    }
  }

  @Override
  void unmapped(LiveBuffer buffer) {
    for (long page = buffer.firstPage(); page <= buffer.lastPage(); page++) {
      long frame = leads(buffer.domain(), page);
      if (frame != NOWHERE && !isDedicated(frame) && on(buffer.domain(), page).isEmpty()) {
        open.put(key(buffer.domain(), page), new Window(buffer, now(), frame));
      }
    }
  }

  @Override
  void changed(int domain, long page) {
    Window window = open.get(key(domain, page));
    if (window != null && leads(domain, page) != window.frame()) {
      open.remove(key(domain, page));
      add(window, "until it was out of reach");
    }
  }

  @Override
  public void accessed(int device, long busAddress, int length, boolean write, long physical) {
    int domain = domainOf(device);
    long page = busAddress >>> PAGE_SHIFT;
    List<LiveBuffer> here = on(domain, page);
    for (LiveBuffer buffer : here) {
      if (buffer.entitles(device, busAddress, length, write)) {
        return;
      }
    }
    strays++;
    String access = "device %d %s".formatted(device, write ? "writes" : "reads");
    Window window = open.get(key(domain, page));
    if (physical == AddressTranslation.FAULT) {
      here.stream().findFirst().ifPresent(b -> first("refused", b, access + " and is refused"));
    } else if (window != null) {
      first("late", window.buffer(), access + " it after its unmap");
    } else if (!here.isEmpty()) {
      LiveBuffer near = here.get(0);
      boolean within = near.isWithin(busAddress, length);
      String kind = near.device() != device ? "other" : within ? "rights" : "beside";
      first(
          kind,
          near,
          near.device() != device
              ? access + " another device's buffer"
              : within ? access + " it against its direction" : access + " memory beside it");
    }
  }
}
