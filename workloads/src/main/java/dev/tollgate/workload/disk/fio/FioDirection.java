package dev.tollgate.workload.disk.fio;

/**
 * The I/O of one job in one direction.
 *
 * @param bytes moved
 * @param ios completed
 * @param runtimePicoseconds from the job's first I/O to the end of its last one in this direction
 * @param submission times from the wish to the issue
 * @param completion times from the issue to the end, with percentiles
 * @param total times from the wish to the end
 */
public record FioDirection(
    long bytes,
    long ios,
    long runtimePicoseconds,
    FioLatency submission,
    FioLatency completion,
    FioLatency total) {

  /** No I/O. */
  public static final FioDirection NONE =
      new FioDirection(0, 0, 0, FioLatency.NONE, FioLatency.NONE, FioLatency.NONE);
}
