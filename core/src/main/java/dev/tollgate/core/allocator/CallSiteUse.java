package dev.tollgate.core.allocator;

/**
 * What one place in the kernel took from one source, at one moment. Bytes unless said otherwise;
 * slack is what was taken beyond what was asked for.
 *
 * @param site the place
 * @param source {@code kmalloc}, or the cache's name
 * @param allocations how often it took an object, ever
 * @param frees how many of these were given back
 * @param failures how often there was no memory
 * @param requested asked for, ever
 * @param allocated taken, ever
 * @param liveRequested asked for by what is live
 * @param liveAllocated taken by what is live
 * @param peakObjects most objects live at once
 * @param peakAllocated most bytes taken at once: the high-water mark
 * @param peakSlack most slack at once
 * @param otherCpuFrees objects given back on another CPU than they were taken on: ping-pong
 * @param oldest age of the oldest live object in picoseconds; 0 if none is live
 * @param meanAge mean age of its live objects in picoseconds, rounded down to nanoseconds
 * @param youngest age of the youngest live object in picoseconds
 */
public record CallSiteUse(
    CallSite site,
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

  /** Objects live. */
  public long liveObjects() {
    return allocations - frees;
  }

  /** Slack of what is live. */
  public long liveSlack() {
    return liveAllocated - liveRequested;
  }

  /** Slack of everything ever taken. */
  public long slack() {
    return allocated - requested;
  }
}
