package dev.tollgate.workload.disk.ffsb;

import com.google.common.collect.ImmutableMap;
import org.jspecify.annotations.Nullable;

/**
 * Threads that do the same mixture of operations.
 *
 * @param threads number of threads, at least 1
 * @param filesystem number of the file system they are bound to ({@code bindfs}), or -1 for any
 * @param delayMilliseconds pause of each thread after each operation ({@code op_delay})
 * @param weights weight of each operation that has one, in the order of {@link FfsbOperation}; the
 *     sum is greater than 0
 * @param reads how it reads
 * @param writes how it writes
 * @param statistics times to be kept, or null
 */
public record FfsbThreadGroup(
    long threads,
    int filesystem,
    long delayMilliseconds,
    ImmutableMap<FfsbOperation, Long> weights,
    Reads reads,
    Writes writes,
    @Nullable FfsbStatistics statistics) {

  /**
   * How blocks are read. Sizes are bytes.
   *
   * @param random whether at random places
   * @param size amount of each read operation; 0 for the whole file
   * @param blockSize of each call; each is one transaction
   * @param skip whether blocks are skipped between reads
   * @param skipSize bytes to skip after each block
   */
  public record Reads(boolean random, long size, long blockSize, boolean skip, long skipSize) {}

  /**
   * How blocks are written. Sizes are bytes.
   *
   * @param random whether at random places
   * @param size amount of each write operation; 0 for the whole file
   * @param blockSize of each call; each is one transaction
   * @param fsync whether each file is synchronised before it is closed ({@code fsync_file})
   */
  public record Writes(boolean random, long size, long blockSize, boolean fsync) {}

  /** The weight of an operation, 0 if it has none. */
  public long weight(FfsbOperation operation) {
    return weights.getOrDefault(operation, 0L);
  }

  /** The sum of all weights. */
  public long totalWeight() {
    return weights.values().stream().reduce(0L, Math::addExact);
  }
}
