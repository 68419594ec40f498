package dev.tollgate.workload.kmem;

import dev.tollgate.core.allocator.SummarySource;
import dev.tollgate.core.machine.PageCounts;
import dev.tollgate.core.spi.KernelAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The summary of a replay as text: a line {@code state EVENTS pages_held … requested_live} from
 * time to time, then a line {@code name value} for each count, then what only the allocator knows
 * of its lists, the digest of the placements, and what the kernel would print.
 */
final class AllocationSummary {

  private final @Nullable SummarySource source;
  private final PageCounts pages;
  private final AllocationCounts counts;
  private final StringBuilder states = new StringBuilder();

  AllocationSummary(KernelAllocator allocator, PageCounts pages, AllocationCounts counts) {
    this.source = allocator.as(SummarySource.class);
    this.pages = pages;
    this.counts = counts;
  }

  /** Adds a state line. */
  void state() {
    states.append("state ").append(counts.events).append(' ').append(pages.heldFrames());
    if (source != null) {
      source.appendState(states);
    }
    states.append(' ').append(counts.requested).append('\n');
  }

  /** The whole text. */
  String text(long addressDigest) {
    StringBuilder text = new StringBuilder(states);
    if (source != null) {
      text.append("allocator ").append(source.family()).append('\n');
    }
    line(text, "events", counts.events);
    line(text, "cache", counts.caches);
    line(text, "kmalloc", counts.kmallocs);
    line(text, "kfree", counts.kfrees);
    line(text, "alloc", counts.allocations);
    line(text, "free", counts.frees);
    line(text, "failed", counts.failed);
    line(text, "live", counts.live);
    line(text, "requested_live", counts.requested);
    line(text, "requested_peak", counts.requestedPeak);
    line(text, "pages_held", pages.heldFrames());
    line(text, "pages_peak", pages.peakHeldFrames());
    line(text, "frames_top", pages.topFrame());
    line(text, "page_allocs", pages.allocations());
    line(text, "page_frees", pages.frees());
    if (source != null) {
      source.appendFigures(text);
    }
    text.append("address_digest %016x\n".formatted(addressDigest));
    if (source != null) {
      source.appendText(text);
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String name, long value) {
    text.append(name).append(' ').append(value).append('\n');
  }
}
