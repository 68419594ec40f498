package dev.tollgate.workload.disk.ffsb;

/**
 * How a file system is aged before the benchmark ({@code agefs}).
 *
 * @param utilization share of the file system that is to be in use at the end, from 0 to 1
 * @param group who ages it
 */
public record Aging(double utilization, FfsbThreadGroup group) {}
