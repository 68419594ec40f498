package dev.tollgate.hypervisor.xen;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Step;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.iommu.IotlbListener;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.machine.MachineProfile.PageAllocation;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.DrivenIommu;
import dev.tollgate.core.spi.Iommu;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.IommuContext;
import dev.tollgate.hypervisor.xen.hypercall.XenPeriod;
import dev.tollgate.hypervisor.xen.iommu.CallForm;
import dev.tollgate.hypervisor.xen.iommu.IommuSettings;
import dev.tollgate.hypervisor.xen.multicall.MulticallUse;
import dev.tollgate.testkit.IommuVariant;
import dev.tollgate.testkit.WorstCaseIommu;
import java.util.HashMap;
import java.util.Map;

/** dom0 on a small Xen in front of a unit whose cache forgets nothing by itself. */
final class IommuBench {

  final Machine hardware =
      new Machine(
          new MachineProfile(
              "bench",
              "A small machine.",
              2,
              1_000_000_000L,
              64L << 20,
              0,
              PageAllocation.BUDDY,
              "bench"),
          new CostProfile("bench", "Fallbacks.", ImmutableSortedMap.of()));
  final XenHypervisor hypervisor;
  final XenGuest dom0;
  final Iommu unit;
  final Iommu seen;

  IommuBench(CallForm form, MulticallUse multicall) {
    this(form, multicall, true);
  }

  IommuBench(CallForm form, MulticallUse multicall, boolean flushOnRelease) {
    this(form, multicall, flushOnRelease, 0);
  }

  IommuBench(CallForm form, MulticallUse multicall, boolean flushOnRelease, long ioPages) {
    this(
        new IommuSettings(form, multicall, flushOnRelease),
        ioPages,
        IotlbListener.NONE,
        IommuCapability.FAULTS_ON_UNMAPPED,
        IommuCapability.SELECTIVE_INVALIDATION);
  }

  /** One whose entries and invalidations somebody hears of. */
  static IommuBench heardBy(IotlbListener listener, boolean selective, long ioPages) {
    IommuSettings settings = new IommuSettings(CallForm.ARRAY, MulticallUse.ALWAYS, true);
    return selective
        ? new IommuBench(
            settings,
            ioPages,
            listener,
            IommuCapability.FAULTS_ON_UNMAPPED,
            IommuCapability.READ_ONLY_ENTRIES,
            IommuCapability.SELECTIVE_INVALIDATION)
        : new IommuBench(
            settings,
            ioPages,
            listener,
            IommuCapability.FAULTS_ON_UNMAPPED,
            IommuCapability.READ_ONLY_ENTRIES);
  }

  private IommuBench(
      IommuSettings settings,
      long ioPages,
      IotlbListener listener,
      IommuCapability... capabilities) {
    hypervisor =
        XenHypervisor.boot(
            hardware,
            new XenSettings(
                Arrangement.DOMU, XenPeriod.XEN_3_1, 0, 1, 8L << 20, 1, true, true, settings));
    dom0 = hypervisor.xenGuests().get(0);
    ImmutableList<Device> devices = ImmutableList.of(Device.ofDefaults(0, "nic", 0));
    IommuVariant variant = WorstCaseIommu.variant(capabilities);
    unit =
        variant
            .factory()
            .create(
                new IommuContext(hardware, devices, IotlbListener.NONE, ioPages, 1),
                variant.parameters());
    seen =
        hypervisor.guestIommu(
            new DrivenIommu(
                unit, variant.factory().capabilities(variant.parameters()), devices, listener));
  }

  /** A frame of a guest that its kernel may use. */
  long frame(int guest, int number) {
    return hypervisor.guests().get(guest).frameOf(number);
  }

  /** Where the device gets with an address on an I/O page; -1 if nowhere. */
  long reached(long ioPage, boolean write) {
    long address = unit.translate(0, ioPage << 12, write);
    return address < 0 ? -1 : address >>> 12;
  }

  long steps(Step step) {
    return hardware.ledger().entries().stream()
        .filter(entry -> entry.step().equals(step))
        .mapToLong(CycleLedger.Entry::count)
        .sum();
  }

  /** The figures so far. */
  Map<String, Long> figures() {
    Map<String, Long> figures = new HashMap<>();
    MetricSink sink = (name, value, unitName, meaning) -> figures.put(name, value);
    seen.report(sink);
    hypervisor.report(sink);
    return figures;
  }
}
