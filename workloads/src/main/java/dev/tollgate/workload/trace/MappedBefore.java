package dev.tollgate.workload.trace;

/**
 * Pages that were mapped before a trace began, as its device log gives them away: a device used
 * them, or the trace unmaps them without ever having mapped them.
 *
 * @param address the first byte's I/O address
 * @param physical the physical address it translates to
 * @param bytes a multiple of 4096
 * @param readable whether the device may read them
 * @param writable whether the device may write them
 * @param source the requester id of the device that used them
 */
public record MappedBefore(
    long address, long physical, long bytes, boolean readable, boolean writable, int source) {}
