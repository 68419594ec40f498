package dev.tollgate.workload.disk;

/**
 * What a driver takes in one request: Linux's queue limits.
 *
 * @param sectors most sectors of 512 bytes
 * @param segments most segments of memory
 * @param segmentBytes longest segment
 * @param wholePages whether segments may begin and end within a page only at the ends of the
 *     request (a virtual boundary of 4096 bytes)
 */
record DiskLimits(int sectors, int segments, int segmentBytes, boolean wholePages) {}
