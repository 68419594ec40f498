package dev.tollgate.workload.net.nic;

import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.workload.net.PacketMemory;

/**
 * What the driver works with.
 *
 * @param machine its CPUs, memory and ledger
 * @param dma what it maps buffers with
 * @param device number of the interface, {@link dev.tollgate.core.dma.Device#id}
 * @param packets where receive buffers come from
 * @param settings how it sets the interface up
 */
public record DriverContext(
    Machine machine, DmaApi dma, int device, PacketMemory packets, NicSettings settings) {}
