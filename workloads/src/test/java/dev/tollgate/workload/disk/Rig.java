package dev.tollgate.workload.disk;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.dma.DmaDebug;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.dma.DmaMapOperations;
import dev.tollgate.core.dma.DmaObserver;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.machine.MachineProfile.PageAllocation;

/** A machine of two CPUs and 64 MiB with one device, whose bus addresses are physical ones. */
final class Rig implements DmaObserver, DmaMapOperations {

  final Machine machine =
      new Machine(
          new MachineProfile(
              "rig", "Rig", 2, 1_000_000_000L, 64 << 20, 0, PageAllocation.BUDDY, "rig"),
          new CostProfile("rig", "Every step at its own estimate.", ImmutableSortedMap.of()));
  final DmaDebug debug;
  final DmaApi dma;
  final BusMaster bus;

  /** What is added to the bus addresses of all data, as a wrong translation would. */
  long astray;

  int live;

  Rig() {
    this(Device.ofDefaults(0, "disk", 0));
  }

  Rig(Device device) {
    ImmutableList<Device> devices = ImmutableList.of(device);
    debug = new DmaDebug(devices, 64 << 20);
    dma = new DmaApi(machine, devices, ImmutableList.of(this), this, debug);
    bus = new BusMaster(machine.memory(), (id, address, write) -> address + astray, this);
  }

  @Override
  public long map(long physical, long size, DmaDirection direction, int pageAlignment) {
    live++;
    return physical;
  }

  @Override
  public void unmap(long busAddress, long size, DmaDirection direction) {
    live--;
  }

  @Override
  public void granted(
      int device, long busAddress, long size, long physical, DmaDirection direction) {}

  @Override
  public void revoked(int device, long busAddress, long size, DmaDirection direction) {}

  @Override
  public void accessed(int device, long busAddress, int length, boolean write, long physical) {}
}
