package dev.tollgate.workload.trace;

import java.util.List;

/**
 * How well a device log fits its trace, in counts and microseconds.
 *
 * @param offsetNanos what was taken from the log's times, in nanoseconds
 * @param uncertaintyNanos by how much less it may be without contradicting more lines
 * @param anchors 1 if the two clocks ran alike, more if the offset had to move
 * @param domains the domains of the log that belong to the trace
 * @param accesses accesses of those domains within the trace's time
 * @param hits how many of them the unit answered from its cache
 * @param inMapping accesses to a page that the trace has mapped then, to the same physical page
 * @param elsewhere accesses to a page that the trace has mapped then, but not to that physical page
 * @param afterUnmap accesses to a page that the trace has unmapped and not mapped again
 * @param mappedBefore accesses to pages that were mapped before the trace began
 * @param foreign accesses within the trace's time of domains that do not belong to it
 * @param invalidations page invalidations within the trace's time
 * @param paired how many of them follow an unmap of the same pages
 * @param unmapsWithout unmaps without a page invalidation (all, where whole domains are
 *     invalidated)
 * @param wholeInvalidations invalidations of a whole domain, or of everything
 * @param delayNanos from an unmap to its page invalidation: least, median, 99th percentile, most
 */
public record JoinReport(
    long offsetNanos,
    long uncertaintyNanos,
    int anchors,
    List<Integer> domains,
    long accesses,
    long hits,
    long inMapping,
    long elsewhere,
    long afterUnmap,
    long mappedBefore,
    long foreign,
    long invalidations,
    long paired,
    long unmapsWithout,
    long wholeInvalidations,
    List<Long> delayNanos) {

  /** Returns the report in words, one figure a line. */
  public String toText() {
    SummaryText text = new SummaryText();
    text.line("clock offset", SummaryText.seconds(offsetNanos) + " s");
    text.line("  or less by up to", SummaryText.micros(uncertaintyNanos) + " us");
    text.line("  anchors", anchors);
    text.line("domains", domains.toString());
    text.line("accesses", accesses);
    text.line("  hits", hits);
    text.line("  in a live mapping", inMapping);
    text.line("  to another page", elsewhere);
    text.line("  after the unmap", afterUnmap);
    text.line("  mapped before the trace", mappedBefore);
    text.line("  of other domains, not used", foreign);
    text.line("page invalidations", invalidations);
    text.line("  paired with an unmap", paired);
    text.line("unmaps without one", unmapsWithout);
    text.line("whole invalidations", wholeInvalidations);
    if (!delayNanos.isEmpty()) {
      String[] names = {"least", "median", "99 of 100 at most", "most"};
      text.line("unmap to invalidation", paired + " times");
      for (int i = 0; i < names.length; i++) {
        text.line("  " + names[i], SummaryText.micros(delayNanos.get(i)) + " us");
      }
    }
    return text.toString();
  }
}
