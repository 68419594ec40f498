package dev.tollgate.iommu.dart;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Step;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.iommu.IotlbListener;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.machine.MachineProfile.PageAllocation;
import dev.tollgate.core.spi.IommuContext;
import dev.tollgate.core.spi.IovaAllocator;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A DART in a small machine with two devices, for tests, with the calls that a policy makes. */
final class Dart implements IotlbListener {

  static final long MIB = 1 << 20;
  static final long NO_BOUNDARY = Long.MAX_VALUE;

  final Machine machine;
  final DartIommu iommu;

  /** What the unit's listener was told of forgetting. */
  final List<String> forgotten = new ArrayList<>();

  private Dart(Object... settings) {
    machine = machine(64 * MIB, 0);
    iommu = make(machine, this, 0, settings);
  }

  /** A table of 16 KiB, 4096 entries; {@code settings} are names and values in turn. */
  static Dart with(Object... settings) {
    return new Dart(settings);
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

  static DartIommu make(
      Machine machine, IotlbListener listener, long demandedIoPages, Object... settings) {
    ImmutableList<Device> devices =
        ImmutableList.of(
            Device.ofDefaults(0, "narrow", 0),
            new Device(1, "wide", 1, (1L << 40) - 1, 65_536, Device.MASK_32));
    return (DartIommu)
        new DartFactory()
            .create(
                new IommuContext(machine, devices, listener, demandedIoPages, 1),
                parameters(settings));
  }

  /** The defaults, but a table of 16 KiB; then what {@code settings} say. */
  static Parameters parameters(Object... settings) {
    Map<String, Object> values = new TreeMap<>();
    for (ParameterSpec spec : DartConfiguration.PARAMETERS) {
      values.put(spec.name(), valueOf(spec, spec.defaultValue()));
    }
    values.put("table", 16L << 10);
    for (int i = 0; i < settings.length; i += 2) {
      if (values.put((String) settings[i], settings[i + 1]) == null) {
        throw new IllegalArgumentException("no parameter " + settings[i]);
      }
    }
    return new Parameters("iommu.dart", ImmutableSortedMap.copyOf(values));
  }

  private static Object valueOf(ParameterSpec spec, String text) {
    return switch (spec.type()) {
      case FLAG -> Boolean.valueOf(text);
      case CHOICE, TEXT -> text;
      default -> text.equals("2M") ? Long.valueOf(2 * MIB) : Long.valueOf(text);
    };
  }

  @Override
  public void filled(int domain, long ioPage, long value) {}

  @Override
  public void evicted(int domain, long ioPage) {}

  @Override
  public void forgot(int domain, long firstPage, int pages) {
    forgotten.add(firstPage + "+" + pages);
  }

  @Override
  public void forgotAll(int domain) {
    forgotten.add("all");
  }

  DartDriver driver() {
    return iommu.driver();
  }

  NorthBridge bridge() {
    return iommu.driver().bridge();
  }

  Invalidation invalidation() {
    return iommu.driver().invalidation();
  }

  IovaAllocator iova() {
    return iommu.iovaAllocator(0);
  }

  /** Maps as the native policy does, in a call of its own; -1 if the table is full. */
  long map(int pages, long frame) {
    long page = mapInCall(pages, frame);
    iommu.endOfCall(0);
    return page;
  }

  /** Maps as the native policy does, within a call. */
  long mapInCall(int pages, long frame) {
    long page = iova().allocate(pages, 1, NO_BOUNDARY);
    if (page == IovaAllocator.NONE) {
      page = iova().retry(pages, 1, NO_BOUNDARY);
    }
    if (page != IovaAllocator.NONE) {
      iommu.map(0, page, pages, frame, DmaDirection.BIDIRECTIONAL);
    }
    return page;
  }

  /** Unmaps as the native policy does. */
  void unmap(long page, int pages) {
    iommu.unmap(0, page, pages);
    iova().free(page, pages);
    iommu.endOfCall(0);
  }

  /** Frame that device 0 reaches through an I/O page, or -1. */
  long frameAt(long page) {
    long physical = iommu.translate(0, page << 12, false);
    return physical < 0 ? -1 : physical >>> 12;
  }

  /** Frame of the dummy page. */
  long dummy() {
    return driver().dummyFrame();
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
