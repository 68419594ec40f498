package dev.tollgate.core.policy;

import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.machine.MachineProfile.PageAllocation;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.PolicyContext;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What tests of policies and of the DMA API are built from. */
public final class PolicyBench {

  private PolicyBench() {}

  /** A machine with so many frames of RAM and of firmware memory, and fallback prices. */
  public static Machine machine(long ramFrames, long firmwareFrames) {
    return machine(1, ramFrames, firmwareFrames);
  }

  /** The same with so many CPUs. */
  static Machine machine(int cpus, long ramFrames, long firmwareFrames) {
    return new Machine(
        new MachineProfile(
            "bench",
            "for tests",
            cpus,
            1_000_000_000,
            ramFrames << 12,
            firmwareFrames << 12,
            PageAllocation.FIRST_FIT,
            "bench"),
        new CostProfile("bench", "for tests", ImmutableSortedMap.of()));
  }

  static PolicyContext context(SlowIommu iommu) {
    return context(iommu, Device.ofDefaults(0, "0000:00:04.0", 0));
  }

  static PolicyContext context(SlowIommu iommu, Device device) {
    return new PolicyContext(machine(64, 0), device, iommu);
  }

  /** The metrics that a part reports. */
  public static SortedMap<String, Long> metrics(Consumer<MetricSink> reporter) {
    SortedMap<String, Long> metrics = new TreeMap<>();
    reporter.accept(
        (name, value, unit, meaning) -> {
          if (metrics.put(name, value) != null) {
            throw new IllegalStateException(name + " was reported twice");
          }
        });
    return metrics;
  }
}
