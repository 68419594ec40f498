package dev.tollgate.workload.disk;

/**
 * What a driver takes in one request: Linux's queue limits.
 *
 * @param sectors most sectors of 512 bytes
 * @param segments most segments of memory
 * @param segmentBytes longest segment
 * @param wholePages whether segments may begin and end within a page only at the ends of the
 *     request (a virtual boundary of 4096 bytes)
 * @param withinPages whether no segment crosses from one page to the next (a segment boundary of
 *     4096 bytes)
 */
record DiskLimits(
    int sectors, int segments, int segmentBytes, boolean wholePages, boolean withinPages) {

  /** Limits of a disk whose segments may cross pages. */
  DiskLimits(int sectors, int segments, int segmentBytes, boolean wholePages) {
    this(sectors, segments, segmentBytes, wholePages, false);
  }
}
