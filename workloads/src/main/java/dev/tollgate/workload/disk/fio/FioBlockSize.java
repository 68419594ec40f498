package dev.tollgate.workload.disk.fio;

/**
 * A size of I/O and how often it is chosen ({@code bs}, {@code bssplit}).
 *
 * @param bytes size, at least 1
 * @param percent share of all I/O of its direction; the shares of a direction make 100
 */
public record FioBlockSize(long bytes, int percent) {}
