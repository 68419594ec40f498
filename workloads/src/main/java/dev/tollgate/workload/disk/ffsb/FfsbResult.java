package dev.tollgate.workload.disk.ffsb;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

/**
 * What a simulated benchmark did, before any rounding.
 *
 * @param startSeconds time of day at which the benchmark begins, in seconds since 1970, UTC
 * @param setupPicoseconds time that creating the filesets took
 * @param elapsedPicoseconds time from the first operation to the end of the last sync, greater than
 *     0
 * @param syncPicoseconds time of the sync before, and of the one at the end
 * @param groups what each threadgroup did, by number
 * @param userPicoseconds CPU time of the benchmark's threads in user mode, of all CPUs together
 * @param systemPicoseconds CPU time of the benchmark's threads in the kernel, of all CPUs together
 * @param utilizations share of each file system in use at the start, by number, from 0 to 1
 */
public record FfsbResult(
    long startSeconds,
    long setupPicoseconds,
    long elapsedPicoseconds,
    Syncs syncPicoseconds,
    ImmutableList<Group> groups,
    long userPicoseconds,
    long systemPicoseconds,
    ImmutableList<Double> utilizations) {

  /**
   * Times of the two syncs in picoseconds.
   *
   * @param before the benchmark
   * @param after the last operation
   */
  public record Syncs(long before, long after) {}

  /**
   * What one threadgroup did.
   *
   * @param operations its operations; those it did not do can be left out
   * @param calls times of its system calls, if its profile asks for them
   */
  public record Group(
      ImmutableMap<FfsbOperation, Operation> operations, ImmutableMap<FfsbCall, Call> calls) {}

  /**
   * How often an operation was done.
   *
   * @param transactions blocks read or written; for an operation without data, times it was done
   * @param chosen times it was picked by its weight
   * @param bytes read or written
   */
  public record Operation(long transactions, long chosen, long bytes) {}

  /**
   * Times of one system call in microseconds.
   *
   * @param count calls
   * @param minimum shortest
   * @param maximum longest
   * @param total all together
   * @param inRanges calls in each range that the profile asks for
   */
  public record Call(
      long count, long minimum, long maximum, long total, ImmutableList<Long> inRanges) {}

  /** Checks that time passed. */
  public FfsbResult {
    if (elapsedPicoseconds <= 0) {
      throw new IllegalArgumentException("a benchmark takes time: " + elapsedPicoseconds + " ps");
    }
  }
}
