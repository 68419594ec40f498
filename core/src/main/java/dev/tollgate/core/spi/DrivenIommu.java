package dev.tollgate.core.spi;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.iommu.IotlbListener;

/**
 * An IOMMU that a hypervisor drives on behalf of a guest.
 *
 * @param unit the IOMMU
 * @param capabilities what it can do
 * @param devices the bus masters behind it, indexed by {@link Device#id()}
 * @param exposure hears what the hypervisor makes the unit forget without being asked by the guest
 */
public record DrivenIommu(
    Iommu unit,
    ImmutableSet<IommuCapability> capabilities,
    ImmutableList<Device> devices,
    IotlbListener exposure) {

  /** How many translation domains stand in front of the devices. */
  public int domains() {
    int most = -1;
    for (Device device : devices) {
      if (unit.translates(device.id())) {
        most = Math.max(most, unit.domainOf(device.id()));
      }
    }
    return most + 1;
  }
}
