package dev.tollgate.workload.disk.fio;

import com.google.common.collect.ImmutableList;

/**
 * What a simulated run of a job file did, before any rounding.
 *
 * @param endMilliseconds time of day at the end, in milliseconds since 1970, UTC
 * @param entries one for each process of each job, or one for all processes of a job that reports
 *     them together; in the order of the file
 * @param disks use of each disk during the run
 */
public record FioResult(
    long endMilliseconds, ImmutableList<Entry> entries, ImmutableList<Disk> disks) {

  /**
   * One process of a job, or several together.
   *
   * @param job the job
   * @param group number of its reporting group, from 0
   * @param runtimePicoseconds from its beginning to its end; the longest of several
   * @param read its reads
   * @param write its writes
   * @param userPicoseconds its CPU time in user mode
   * @param systemPicoseconds its CPU time in the kernel
   * @param contextSwitches times it gave up its CPU
   * @param depths I/Os under way
   * @param latencies times of I/Os of both directions
   */
  public record Entry(
      FioJob job,
      int group,
      long runtimePicoseconds,
      FioDirection read,
      FioDirection write,
      long userPicoseconds,
      long systemPicoseconds,
      long contextSwitches,
      FioDepthCounts depths,
      FioLatencyCounts latencies) {}

  /**
   * Use of one disk.
   *
   * @param name of the disk
   * @param reads requests
   * @param writes requests
   * @param readMilliseconds time that reads waited, all together
   * @param writeMilliseconds time that writes waited, all together
   * @param queueMilliseconds time that all requests waited, all together
   * @param busyPercent share of the run in which requests were under way
   */
  public record Disk(
      String name,
      long reads,
      long writes,
      long readMilliseconds,
      long writeMilliseconds,
      long queueMilliseconds,
      double busyPercent) {}
}
