package dev.tollgate.workload.disk.fio;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

/**
 * One job of a job file with everything it takes from {@code [global]} sections.
 *
 * @param name its section
 * @param pattern order and direction of I/O
 * @param readSizes sizes of reads, shares adding up to 100
 * @param writeSizes sizes of writes, shares adding up to 100
 * @param bytes size of the region of each process, and what it moves unless time ends it ({@code
 *     size})
 * @param engine how I/O is issued
 * @param depth I/Os under way at once ({@code iodepth}), as given
 * @param processes how often the job is started ({@code numjobs}), each with a region of its own
 * @param readPercent share of reads in a mixed pattern ({@code rwmixread})
 * @param direct whether the page cache is passed by
 * @param runtimeMicroseconds longest simulated time, 0 for no limit
 * @param timeBased whether the job starts again at its beginning until the time is over
 * @param filename place that several jobs share, or empty for one of their own
 * @param waits whether it begins only after all jobs before it have ended ({@code stonewall})
 * @param reportedTogether whether its processes are reported as one ({@code group_reporting})
 * @param options its own options as given, by fio's name, without those that have no value
 */
public record FioJob(
    String name,
    FioPattern pattern,
    ImmutableList<FioBlockSize> readSizes,
    ImmutableList<FioBlockSize> writeSizes,
    long bytes,
    FioEngine engine,
    int depth,
    int processes,
    int readPercent,
    boolean direct,
    long runtimeMicroseconds,
    boolean timeBased,
    String filename,
    boolean waits,
    boolean reportedTogether,
    ImmutableMap<String, String> options) {

  /** I/Os that can really be under way: one for engines that wait. */
  public int effectiveDepth() {
    return engine.asynchronous() ? depth : 1;
  }
}
