package dev.tollgate.core.spi;

import dev.tollgate.core.machine.Machine;

/**
 * What a hypervisor is built into.
 *
 * @param machine the hardware: all memory, ledger, clock, events and CPUs
 * @param seed for whatever the hypervisor chooses at random
 */
public record HypervisorContext(Machine machine, long seed) {}
