/**
 * The network between a driver and another machine: packets, Ethernet frames and the link; and the
 * two contracts on which drivers and network stacks meet.
 */
@NullMarked
package dev.tollgate.workload.net;

import org.jspecify.annotations.NullMarked;
