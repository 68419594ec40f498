package dev.tollgate.workload.disk;

import dev.tollgate.core.machine.PhysicalMemory;

/**
 * How the memory of bios becomes the segments of a request: pieces that follow each other in memory
 * are joined, up to the longest segment that the device takes, as Linux's {@code blk_rq_map_sg}
 * does.
 */
final class RequestSegments {

  private RequestSegments() {}

  /** Segments that a bio makes by itself. */
  static int count(Bio bio, DiskLimits limits) {
    int count = 0;
    long end = -1;
    long busEnd = Bio.NONE;
    int length = 0;
    for (int i = 0; i < bio.count(); i++) {
      if (!follows(bio, i, end, busEnd) || !mayGrow(bio, i, length, limits)) {
        count++;
        length = 0;
      }
      length += bio.length(i);
      end = bio.address(i) + bio.length(i);
      busEnd = busEnd(bio, i);
    }
    return count;
  }

  /** Whether a piece begins where another ends, for the CPU and for the device. */
  private static boolean follows(Bio bio, int piece, long end, long busEnd) {
    return bio.address(piece) == end && bio.busAddress(piece) == busEnd;
  }

  private static long busEnd(Bio bio, int piece) {
    long bus = bio.busAddress(piece);
    return bus == Bio.NONE ? Bio.NONE : bus + bio.length(piece);
  }

  /** Whether a segment of {@code length} bytes can take a piece that follows it in memory. */
  private static boolean mayGrow(Bio bio, int piece, long length, DiskLimits limits) {
    return length + bio.length(piece) <= limits.segmentBytes()
        && !(limits.withinPages() && bio.address(piece) % PhysicalMemory.FRAME_BYTES == 0);
  }

  /** Whether the device can be given one bio's memory right behind another's. */
  static boolean mayFollow(Bio before, Bio after, DiskLimits limits) {
    if (before.isReachable() != after.isReachable()) {
      return false;
    }
    if (!limits.wholePages()) {
      return true;
    }
    int last = before.count() - 1;
    long end = before.address(last) + before.length(last);
    return end % PhysicalMemory.FRAME_BYTES == 0
        && after.address(0) % PhysicalMemory.FRAME_BYTES == 0;
  }

  /** Fills in the segments of a request. */
  static void join(BlockRequest request, DiskLimits limits) {
    request.segments.clear();
    long start = -1;
    long length = 0;
    long bus = Bio.NONE;
    long busEnd = Bio.NONE;
    for (Bio bio = request.first; bio != null; bio = bio.next) {
      for (int i = 0; i < bio.count(); i++) {
        boolean follows = start >= 0 && follows(bio, i, start + length, busEnd);
        if (!follows || !mayGrow(bio, i, length, limits)) {
          if (length > 0) {
            add(request, start, length, bus);
          }
          start = bio.address(i);
          bus = bio.busAddress(i);
          length = 0;
        }
        length += bio.length(i);
        busEnd = busEnd(bio, i);
      }
    }
    add(request, start, length, bus);
  }

  private static void add(BlockRequest request, long start, long length, long bus) {
    request.segments.add(start, length);
    if (bus != Bio.NONE) {
      request.segments.placeAt(request.segments.length() - 1, bus);
    }
  }
}
