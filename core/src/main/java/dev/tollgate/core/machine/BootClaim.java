package dev.tollgate.core.machine;

/**
 * Memory taken before the page allocator exists, as a line of boot memory's audit list.
 *
 * @param owner who took it: a table, an image, a driver
 * @param address first byte
 * @param bytes how many were asked for
 */
public record BootClaim(String owner, long address, long bytes) {}
