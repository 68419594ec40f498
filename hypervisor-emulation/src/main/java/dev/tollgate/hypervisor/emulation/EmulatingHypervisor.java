package dev.tollgate.hypervisor.emulation;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MemoryForUnits;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.DrivenIommu;
import dev.tollgate.core.spi.Guest;
import dev.tollgate.core.spi.Hypervisor;
import dev.tollgate.core.spi.Iommu;

/** A hypervisor with one guest, for which it emulates the IOMMU. */
final class EmulatingHypervisor implements Hypervisor {

  private final Machine hardware;
  private final Emulation emulation;
  private final VirtualHardware below;
  private final WholeMachine guest;

  EmulatingHypervisor(Machine hardware, Emulation emulation) {
    this.hardware = hardware;
    this.emulation = emulation;
    this.below = new VirtualHardware(hardware.ledger());
    MemoryForUnits kept = MemoryForUnits.keepBack(hardware);
    int cpus = hardware.profile().cpus() - (emulation == Emulation.SIDECORE ? 1 : 0);
    this.guest =
        new WholeMachine(
            hardware.forGuest(
                below, ImmutableList.copyOf(hardware.bootMemory().freeRanges()), 0, cpus));
    kept.open();
  }

  @Override
  public ImmutableList<Guest> guests() {
    return ImmutableList.of(guest);
  }

  @Override
  public Iommu guestIommu(DrivenIommu driven) {
    return new EmulatedIommu(driven.unit(), emulation, hardware.ledger());
  }

  @Override
  public void report(MetricSink sink) {
    sink.metric(
        "hypervisor.exits", below.exits(), "count", "Exits for interrupts, idling and waking");
    if (emulation == Emulation.SIDECORE) {
      sink.metric(
          "hypervisor.cpu.busy.sidecore",
          hardware.now(),
          "ps",
          "Time that the core beside the guest spent polling: all of it");
    }
  }
}
