package dev.tollgate.cli.results;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.tollgate.core.allocator.CallSite;
import dev.tollgate.core.allocator.CallSiteUse;

/**
 * What one place in the kernel took from one source, as stored. Bytes unless said otherwise, ages
 * in picoseconds of simulated time; see {@link CallSiteUse}.
 *
 * @param caller the place as the trace names it
 * @param source {@code kmalloc} or a cache's name
 * @param allocations objects taken, ever
 * @param frees objects given back, ever
 * @param failures requests that got no memory
 * @param requested asked for, ever
 * @param allocated taken, ever
 * @param liveRequested asked for by what is live
 * @param liveAllocated taken by what is live
 * @param peakObjects most objects live at once
 * @param peakAllocated most taken at once
 * @param peakSlack most taken beyond what was asked for, of what was live at once
 * @param otherCpuFrees objects given back on another CPU than they were taken on
 * @param oldest age of the oldest live object
 * @param meanAge mean age of the live objects
 * @param youngest age of the youngest live object
 */
public record CallSiteRecord(
    String caller,
    String source,
    long allocations,
    long frees,
    long failures,
    long requested,
    long allocated,
    long liveRequested,
    long liveAllocated,
    long peakObjects,
    long peakAllocated,
    long peakSlack,
    long otherCpuFrees,
    long oldest,
    long meanAge,
    long youngest) {

  static CallSiteRecord of(CallSiteUse use) {
    return new CallSiteRecord(
        use.site().text(),
        use.source(),
        use.allocations(),
        use.frees(),
        use.failures(),
        use.requested(),
        use.allocated(),
        use.liveRequested(),
        use.liveAllocated(),
        use.peakObjects(),
        use.peakAllocated(),
        use.peakSlack(),
        use.otherCpuFrees(),
        use.oldest(),
        use.meanAge(),
        use.youngest());
  }

  /** The place. */
  public CallSite site() {
    return CallSite.of(caller, 0);
  }

  /** Objects live. */
  @JsonIgnore
  public long liveObjects() {
    return allocations - frees;
  }

  /** Taken beyond what was asked for, of what is live. */
  @JsonIgnore
  public long liveSlack() {
    return liveAllocated - liveRequested;
  }

  /** Taken beyond what was asked for, ever. */
  @JsonIgnore
  public long slack() {
    return allocated - requested;
  }
}
