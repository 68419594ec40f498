package dev.tollgate.iommu.calgary;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Step;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.iommu.IotlbListener;
import dev.tollgate.core.machine.IoBusTiming;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.machine.MachineProfile.PageAllocation;
import dev.tollgate.core.spi.IommuContext;
import dev.tollgate.core.spi.IovaAllocator;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import java.util.Map;
import java.util.TreeMap;

/** A Calgary in a small machine, for tests, with the calls that a policy makes. */
final class Calgary {

  static final long MIB = 1 << 20;
  static final long NO_BOUNDARY = Long.MAX_VALUE;

  final Machine machine;
  final CalgaryIommu iommu;

  private Calgary(Machine machine, CalgaryIommu iommu) {
    this.machine = machine;
    this.iommu = iommu;
  }

  /** One device on bus 0, a table of 64K; {@code settings} are names and values in turn. */
  static Calgary with(Object... settings) {
    return onBuses(ImmutableList.of(0), settings);
  }

  /** One device on each of the buses named. */
  static Calgary onBuses(ImmutableList<Integer> buses, Object... settings) {
    Machine machine = machine(512 * MIB, 0);
    return new Calgary(machine, make(machine, buses, IotlbListener.NONE, 0, settings));
  }

  /** One device on bus 0 of a machine of 1 GHz whose I/O buses take the time they take. */
  static Calgary timed(IoBusTiming timing) {
    MachineProfile profile =
        new MachineProfile(
            "test",
            "A machine for tests.",
            1,
            1_000_000_000L,
            512 * MIB,
            0,
            512 * MIB / 4096,
            PageAllocation.BUDDY,
            "test",
            timing);
    Machine machine =
        new Machine(
            profile, new CostProfile("test", "Nothing but fallbacks.", ImmutableSortedMap.of()));
    return new Calgary(machine, make(machine, ImmutableList.of(0), IotlbListener.NONE, 0));
  }

  static Machine machine(long ramBytes, long firmwareBytes) {
    MachineProfile profile =
        new MachineProfile(
            "test",
            "A machine for tests.",
            1,
            1_000_000_000L,
            ramBytes,
            firmwareBytes,
            PageAllocation.BUDDY,
            "test");
    return new Machine(
        profile, new CostProfile("test", "Nothing but fallbacks.", ImmutableSortedMap.of()));
  }

  static CalgaryIommu make(
      Machine machine,
      ImmutableList<Integer> buses,
      IotlbListener listener,
      long demandedIoPages,
      Object... settings) {
    ImmutableList.Builder<Device> devices = ImmutableList.builder();
    for (int id = 0; id < buses.size(); id++) {
      devices.add(Device.ofDefaults(id, "device" + id, buses.get(id)));
    }
    return (CalgaryIommu)
        new CalgaryFactory()
            .create(
                new IommuContext(machine, devices.build(), listener, demandedIoPages, 1),
                parameters(settings));
  }

  /** The defaults, but a table of 64K; then what {@code settings} say. */
  static Parameters parameters(Object... settings) {
    Map<String, Object> values = new TreeMap<>();
    for (ParameterSpec spec : CalgaryConfiguration.PARAMETERS) {
      values.put(spec.name(), valueOf(spec, spec.defaultValue()));
    }
    values.put("table", 64L << 10);
    for (int i = 0; i < settings.length; i += 2) {
      if (values.put((String) settings[i], settings[i + 1]) == null) {
        throw new IllegalArgumentException("no parameter " + settings[i]);
      }
    }
    return new Parameters("iommu.calgary", ImmutableSortedMap.copyOf(values));
  }

  private static Object valueOf(ParameterSpec spec, String text) {
    return switch (spec.type()) {
      case FLAG -> Boolean.valueOf(text);
      case CHOICE, FILE, OUTPUT_FILE, TEXT -> text;
      default ->
          Long.parseLong(text.replaceAll("[^0-9-]", ""))
              << switch (text.replaceAll("[0-9-]", "")) {
                case "" -> 0;
                case "MiB", "M" -> 20;
                case "GiB" -> 30;
                default -> throw new IllegalArgumentException(text);
              };
    };
  }

  IovaAllocator iova() {
    return iommu.iovaAllocator(0);
  }

  BusDriver driver() {
    return iommu.driver(0);
  }

  HostBridge bridge() {
    return iommu.driver(0).bridge();
  }

  /** Maps as the paper's deferred policy does; -1 if the table is full. */
  long map(int pages, long frame, DmaDirection direction) {
    long page = iova().allocate(pages, 1, NO_BOUNDARY);
    if (page == IovaAllocator.NONE) {
      iommu.invalidateAll(0);
      page = iova().retry(pages, 1, NO_BOUNDARY);
    }
    if (page != IovaAllocator.NONE) {
      iommu.map(0, page, pages, frame, direction);
    }
    iommu.endOfCall(0);
    return page;
  }

  /** Unmaps as the paper's deferred policy does. */
  void unmap(long page, int pages) {
    iommu.unmap(0, page, pages);
    iova().free(page, pages);
    iommu.endOfCall(0);
  }

  /** Frame that device 0 reaches through an I/O page, or -1. */
  long frameAt(long page, boolean write) {
    long physical = iommu.translate(0, page << 12, write);
    return physical < 0 ? -1 : physical >>> 12;
  }

  long steps(CostCenter center, Step step) {
    for (CycleLedger.Entry entry : machine.ledger().entries()) {
      if (entry.center() == center && entry.step().equals(step)) {
        return entry.count();
      }
    }
    return 0;
  }
}
