package dev.tollgate.core.iommu;

/**
 * Where the entry of an I/O page stands in memory.
 *
 * @param address physical address of its first byte
 * @param bytes how many it has
 */
public record TableEntry(long address, int bytes) {}
