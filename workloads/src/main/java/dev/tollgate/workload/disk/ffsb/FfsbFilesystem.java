package dev.tollgate.workload.disk.ffsb;

import com.google.common.collect.ImmutableList;
import org.jspecify.annotations.Nullable;

/**
 * A fileset and the place it is in. Sizes are bytes.
 *
 * @param location folder that holds it
 * @param files number of files at the start
 * @param dirs number of folders
 * @param smallest size of the smallest file; used if there are no weights
 * @param largest size of the largest file; used if there are no weights
 * @param weights sizes of files with their weights; empty for sizes between smallest and largest
 * @param createBlockSize bytes of each write that fills the files at the start
 * @param ageBlockSize bytes of each write of aging
 * @param reuse whether files of an earlier run are taken
 * @param initialUtilization share of the file system to fill at the start, 0 for none
 * @param initialSize bytes of the file system to fill at the start, 0 for none
 * @param aging how it is aged, or null
 */
public record FfsbFilesystem(
    String location,
    long files,
    long dirs,
    long smallest,
    long largest,
    ImmutableList<SizeWeight> weights,
    long createBlockSize,
    long ageBlockSize,
    boolean reuse,
    double initialUtilization,
    long initialSize,
    @Nullable Aging aging) {

  /** FFSB's block size for creating and aging if a profile has none. */
  public static final long DEFAULT_BLOCK_SIZE = 4096;
}
