package dev.tollgate.core.spi;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.Device;

/**
 * What a workload needs before a machine can be built for it.
 *
 * @param devices the bus masters it drives, ids counting from 0
 * @param ioPages number of I/O pages the translation table must have, or 0 if any will do
 * @param capabilities what the IOMMU must be able to do
 */
public record WorkloadDemands(
    ImmutableList<Device> devices, long ioPages, ImmutableSet<IommuCapability> capabilities) {}
