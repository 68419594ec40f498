package dev.tollgate.workload.disk;

import com.google.common.primitives.ImmutableLongArray;
import dev.tollgate.workload.disk.fio.FioDepthCounts;
import dev.tollgate.workload.disk.fio.FioDirection;
import dev.tollgate.workload.disk.fio.FioLatency;
import dev.tollgate.workload.disk.fio.FioLatencyCounts;

/** What one process of fio, or all processes of a job together, measured. */
final class FioCounts {

  /** Reads, or writes. */
  static final class Direction {
    private final LatencyMeter submission = new LatencyMeter();
    private final LatencyMeter completion = new LatencyMeter();
    private final LatencyMeter total = new LatencyMeter();
    private long bytes;
    private long ios;
    private long runtime;

    /** Bytes moved. */
    long bytes() {
      return bytes;
    }

    /** I/Os completed. */
    long ios() {
      return ios;
    }

    FioDirection result() {
      return ios == 0
          ? FioDirection.NONE
          : new FioDirection(
              bytes,
              ios,
              runtime,
              latency(submission).withoutPercentiles(),
              latency(completion),
              latency(total).withoutPercentiles());
    }
  }

  final Direction reads = new Direction();
  final Direction writes = new Direction();
  final FioDepthCounts depths = new FioDepthCounts();
  final FioLatencyCounts latencies = new FioLatencyCounts();

  /** Picoseconds from the beginning to the end; the longest of several. */
  long runtime;

  /** Picoseconds of CPU time in the program itself. */
  long user;

  /** Picoseconds of CPU time in the kernel. */
  long system;

  /** Times that it was given a CPU. */
  long switches;

  /**
   * An I/O is complete; times are picoseconds.
   *
   * @param began when its process began its work
   * @param wished when it was wished for
   * @param issued when it was under way; the same as {@code wished} for engines that wait
   * @param done when it was complete
   * @param waits whether the engine waits, and so knows no time of submission
   */
  void completed(
      boolean write, int bytes, long began, long wished, long issued, long done, boolean waits) {
    Direction direction = write ? writes : reads;
    direction.ios++;
    direction.bytes += bytes;
    direction.runtime = Math.max(direction.runtime, done - began);
    if (!waits) {
      direction.submission.record(issued - wished);
    }
    direction.completion.record(done - issued);
    direction.total.record(done - wished);
    latencies.add((done - wished) / 1_000);
  }

  private static FioLatency latency(LatencyMeter of) {
    if (of.count() == 0) {
      return FioLatency.NONE;
    }
    ImmutableLongArray.Builder percentiles = ImmutableLongArray.builder();
    for (double percentile : FioLatency.PERCENTILES) {
      percentiles.add(of.percentile((int) Math.round(percentile * 1_000)) / 1_000);
    }
    return new FioLatency(
        of.count(),
        of.least() / 1_000,
        of.greatest() / 1_000,
        of.meanNanoseconds(),
        of.deviationNanoseconds(),
        percentiles.build());
  }
}
