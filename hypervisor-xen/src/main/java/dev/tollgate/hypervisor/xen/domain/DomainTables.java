package dev.tollgate.hypervisor.xen.domain;

/**
 * What a new domain's memory holds besides what its kernel uses.
 *
 * @param physicalToMachine its P2M, in its own writable frames
 * @param linearMap its page table, in its own page-table frames
 * @param sharedInfoFrame machine frame of shared_info, Xen's own
 * @param usableFrames pseudo-physical frames left to its kernel
 */
record DomainTables(
    PhysicalToMachine physicalToMachine,
    LinearMap linearMap,
    long sharedInfoFrame,
    int usableFrames) {}
