package dev.tollgate.core.spi;

import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.machine.Machine;
import java.util.function.LongConsumer;

/**
 * What a workload runs on.
 *
 * @param machine clock, events, memory and ledger
 * @param dma what its drivers call
 * @param bus what its devices use to reach memory
 * @param progress hears how many events were done since it was last told; call it every few
 *     thousand events, never for each
 */
public record WorkloadContext(Machine machine, DmaApi dma, BusMaster bus, LongConsumer progress) {}
