package dev.tollgate.core.allocator;

import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.spi.MemoryUse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pictures of memory page by page, taken as the events of a run pass. Their number is bounded
 * whatever the length of the run: when twice as many as wanted have been taken, every other one is
 * dropped and they are taken half as often. Besides, one is kept of the moment at which most pages
 * were held.
 *
 * <p>A picture of more than {@link #MOST_CELLS} frames has cells of two, four, … frames, and so
 * have all others. So a timeline takes no more than a fixed amount of memory.
 */
public final class PageTimeline {

  /** Name of the file for {@link #text}. */
  public static final String FILE = "pages.json";

  /** Cells of a picture, at most. */
  public static final int MOST_CELLS = 1 << 14;

  /** A picture of the moment of most pages is taken anew once so much more is held: one part in. */
  private static final int RISE = 64;

  private final Machine machine;
  private final PageMapSource source;
  private final int most;
  private final PageMap map = new PageMap();
  private final PagePlaces places = new PagePlaces();
  private final List<PageSnapshot> moments = new ArrayList<>();
  private @Nullable PageSnapshot peak;
  private long step;
  private int cellShift;

  /**
   * A timeline without pictures.
   *
   * @param source marks what the frames are
   * @param pictures how many are kept at least of a long run, at most twice as many; above 0
   * @param firstStep events from one to the next as long as there are few
   */
  public PageTimeline(Machine machine, PageMapSource source, int pictures, long firstStep) {
    this.machine = machine;
    this.source = source;
    this.most = 2 * pictures;
    this.step = firstStep;
  }

  /**
   * Takes a picture.
   *
   * @param events that have passed; more than at the last one
   * @param use what the allocator says of its memory; null if there is no allocator yet
   * @return events at which to take the next one
   * @throws InvariantViolation if the picture contradicts itself or {@code use}
   */
  public long sample(long events, @Nullable MemoryUse use) {
    PageSnapshot taken = take(events, use);
    moments.add(taken);
    rise(taken);
    if (moments.size() >= most) {
      thin();
    }
    return (events / step + 1) * step;
  }

  private void thin() {
    step *= 2;
    moments.removeIf(moment -> moment.event % step != 0);
  }

  /**
   * Takes a picture of a moment at which more pages are held than ever before.
   *
   * @return frames at which it is worth while to call again
   */
  public long rise(long events) {
    PageSnapshot taken = take(events, null);
    rise(taken);
    return taken.held + Math.max(1, taken.held / RISE);
  }

  private void rise(PageSnapshot taken) {
    if (peak == null || taken.held > peak.held) {
      peak = taken;
    }
  }

  /** Takes the last picture, unless one was just taken. */
  public void finish(long events, @Nullable MemoryUse use) {
    if (moments.isEmpty() || moments.get(moments.size() - 1).event != events) {
      PageSnapshot taken = take(events, use);
      moments.add(taken);
      rise(taken);
    }
  }

  private PageSnapshot take(long events, @Nullable MemoryUse use) {
    map.clear();
    source.mark(map);
    if (use != null) {
      try {
        map.requireComplete(use);
      } catch (InvariantViolation e) {
        throw new InvariantViolation("after event %d: %s".formatted(events, e.getMessage()));
      }
    }
    PageSnapshot taken = PageSnapshot.of(events, machine.now(), map, places);
    for (int shift = 0; shift < cellShift; shift++) {
      taken.halve();
    }
    while (taken.size() > MOST_CELLS) {
      taken.halve();
      cellShift++;
      halveAll();
    }
    return taken;
  }

  private void halveAll() {
    moments.forEach(PageSnapshot::halve);
    if (peak != null && !moments.contains(peak)) {
      peak.halve();
    }
  }

  /** Whether no picture was taken. */
  public boolean isEmpty() {
    return moments.isEmpty();
  }

  /**
   * All pictures, at least one, as the text of the file {@code pages.json}; see {@link PagesFile}.
   */
  public String text() {
    List<PageSnapshot> all = new ArrayList<>(moments);
    PageSnapshot highest = peak;
    if (highest != null && !all.contains(highest)) {
      int place = 0;
      while (place < all.size() && all.get(place).event < highest.event) {
        place++;
      }
      if (place < all.size() && all.get(place).event == highest.event) {
        all.set(place, highest);
      } else {
        all.add(place, highest);
      }
    }
    return new PagesFile(places, machine.profile().pageFrames(), cellShift)
        .text(all, all.indexOf(highest));
  }
}
