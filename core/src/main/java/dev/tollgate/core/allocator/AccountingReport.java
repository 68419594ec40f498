package dev.tollgate.core.allocator;

import com.google.common.collect.ImmutableList;
import java.util.Comparator;

/**
 * What an accounting knows at one moment. Bytes unless said otherwise.
 *
 * @param time the moment, in picoseconds of simulated time
 * @param uses one for each place and source, in the order in which they were first met
 * @param peakAllocated most bytes taken at once, all places together
 * @param peakSlack most slack of live objects at once, all places together
 * @param largestSlack most slack of a single object
 * @param largestSlackSite whose object that was; nobody's if there is no slack
 * @param unknownFrees objects given back that were not live
 * @param replaced objects handed out where one was live: the allocator's memory is corrupted
 * @param kmalloc the text of /proc/kmalloc
 */
public record AccountingReport(
    long time,
    ImmutableList<CallSiteUse> uses,
    long peakAllocated,
    long peakSlack,
    long largestSlack,
    CallSite largestSlackSite,
    long unknownFrees,
    long replaced,
    String kmalloc) {

  /** Places that still hold objects, the one with the oldest object first: what may have leaked. */
  public ImmutableList<CallSiteUse> live() {
    return uses.stream()
        .filter(use -> use.liveObjects() > 0)
        .sorted(
            Comparator.comparingLong(CallSiteUse::oldest)
                .thenComparingLong(CallSiteUse::liveAllocated)
                .reversed())
        .collect(ImmutableList.toImmutableList());
  }
}
