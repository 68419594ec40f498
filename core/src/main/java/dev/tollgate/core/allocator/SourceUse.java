package dev.tollgate.core.allocator;

/**
 * Running counts of what one place in the kernel takes from one source: kmalloc or a cache. Bytes
 * unless said otherwise.
 */
final class SourceUse {

  final int site;
  final String source;

  long allocations;
  long frees;
  long failures;
  long requested;
  long allocated;
  long liveRequested;
  long liveAllocated;
  long peakObjects;
  long peakAllocated;
  long peakSlack;
  long otherCpuFrees;

  SourceUse(int site, String source) {
    this.site = site;
    this.source = source;
  }

  long liveObjects() {
    return allocations - frees;
  }

  void allocated(long asked, long taken) {
    allocations++;
    requested += asked;
    allocated += taken;
    liveRequested += asked;
    liveAllocated += taken;
    peakObjects = Math.max(peakObjects, liveObjects());
    peakAllocated = Math.max(peakAllocated, liveAllocated);
    peakSlack = Math.max(peakSlack, liveAllocated - liveRequested);
  }

  void freed(long asked, long taken, boolean onOtherCpu) {
    frees++;
    liveRequested -= asked;
    liveAllocated -= taken;
    otherCpuFrees += onOtherCpu ? 1 : 0;
  }
}
