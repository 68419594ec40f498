package dev.tollgate.core.spi;

import dev.tollgate.core.dma.Device;
import dev.tollgate.core.machine.Machine;
import org.jspecify.annotations.Nullable;

/**
 * What a protection policy is built for.
 *
 * @param machine ledger, clock, timers and memory
 * @param device the bus master whose mappings it makes
 * @param domain the translation domain in front of the device; shared with its bus neighbours
 * @param guest whose kernel makes the mappings; null on bare metal
 */
public record PolicyContext(
    Machine machine, Device device, DmaDomain domain, @Nullable Guest guest) {

  /** Of an operating system on bare metal. */
  public PolicyContext(Machine machine, Device device, DmaDomain domain) {
    this(machine, device, domain, null);
  }
}
