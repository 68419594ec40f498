package dev.tollgate.cli.results;

/**
 * The machine of a run.
 *
 * @param name of the profile
 * @param description which real machine it is
 * @param cpus number of CPUs
 * @param cpuHz clock of each CPU in cycles a second
 * @param ramBytes memory in bytes
 * @param firmwareBytes memory above it that firmware keeps for tables
 * @param pageFrames frames of 4096 bytes that the page allocator hands out
 * @param pageAllocator how free frames are chosen
 */
public record MachineRecord(
    String name,
    String description,
    int cpus,
    long cpuHz,
    long ramBytes,
    long firmwareBytes,
    long pageFrames,
    String pageAllocator) {}
