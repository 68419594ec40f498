/**
 * A gigabit network interface of the Broadcom Tigon3 kind and its driver, after Linux 2.6.21's
 * {@code drivers/net/tg3.c} and {@code tg3.h}: rings in memory that both share, DMA, coalesced
 * interrupts, polling.
 */
@NullMarked
package dev.tollgate.workload.net.nic;

import org.jspecify.annotations.NullMarked;
