package dev.tollgate.workload.disk.ffsb;

/**
 * One size of a fileset's files ({@code size_weight}).
 *
 * @param bytes size of such files
 * @param weight share of files of this size, to be compared with the other weights
 */
public record SizeWeight(long bytes, long weight) {}
