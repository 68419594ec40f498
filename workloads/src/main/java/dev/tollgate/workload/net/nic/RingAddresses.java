package dev.tollgate.workload.net.nic;

/**
 * Where the driver put the rings: bus addresses that the interface's registers are set to.
 *
 * @param producerRing first receive descriptor
 * @param returnRing first descriptor of the return ring
 * @param transmitRing first transmit descriptor
 * @param statusBlock the {@link StatusBlock}
 */
record RingAddresses(long producerRing, long returnRing, long transmitRing, long statusBlock) {}
