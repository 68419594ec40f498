package dev.tollgate.testkit;

/**
 * What a policy promises beyond the least, as {@link PolicyContract} explains it.
 *
 * @param noStaleReach no access reaches a buffer after unmap
 * @param noNeighbourReach no access reaches what lies beside a buffer
 * @param mayBeShadowed an old translation may stand in the way of a new mapping
 * @param givesBackAtUnmap I/O pages and entries are given back when unmap returns
 * @param keepsUnwrittenBytes bytes that the device does not write are unchanged after unmap
 */
record PolicyPromises(
    boolean noStaleReach,
    boolean noNeighbourReach,
    boolean mayBeShadowed,
    boolean givesBackAtUnmap,
    boolean keepsUnwrittenBytes) {}
