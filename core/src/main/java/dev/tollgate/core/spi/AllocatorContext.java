package dev.tollgate.core.spi;

import dev.tollgate.core.machine.Machine;

/**
 * What an allocator is built into.
 *
 * @param machine memory, page allocator, ledger, clock and events
 * @param seed for whatever the allocator chooses at random
 */
public record AllocatorContext(Machine machine, long seed) {}
