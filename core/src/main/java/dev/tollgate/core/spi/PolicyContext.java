package dev.tollgate.core.spi;

import dev.tollgate.core.dma.Device;
import dev.tollgate.core.machine.Machine;

/**
 * What a protection policy is built for.
 *
 * @param machine ledger, clock, timers and memory
 * @param device the bus master whose mappings it makes
 * @param domain the translation domain in front of the device; shared with its bus neighbours
 */
public record PolicyContext(Machine machine, Device device, DmaDomain domain) {}
