package dev.tollgate.iommu.calgary;

import static dev.tollgate.iommu.calgary.CalgaryRegisters.BRIDGES_PER_CHIP;

import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.iommu.Iotlb;
import dev.tollgate.core.iommu.TableEntry;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.run.Seeds;
import dev.tollgate.core.spi.Iommu;
import dev.tollgate.core.spi.IommuContext;
import dev.tollgate.core.spi.IovaAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The Calgary chips of one machine under Linux's driver: a translation domain for every PCI bus
 * with devices, each with a table, a cache and an allocator of its own. All devices of a bus share
 * them.
 *
 * <p>Bus {@code n} hangs on host bridge {@code n mod 4} of chip {@code n / 4}. Translations are
 * forgotten for a whole bus only. There are no write-only entries: what a device may write it may
 * read.
 */
final class CalgaryIommu implements Iommu {

  private static final int UNTRANSLATED = -1;

  private final HostBridge[] bridgeOfDevice;
  private final int[] domainOfDevice;
  private final BusDriver[] drivers;
  private final TableMemory tables = new TableMemory();

  CalgaryIommu(IommuContext context, CalgaryConfiguration configuration) {
    Machine machine = context.machine();
    if (machine.memory().size() > Tce.ADDRESSABLE_BYTES) {
      throw new BadInputException(
          "machine %s has %d bytes of memory; Calgary's entries lead to %d at most"
              .formatted(machine.profile().name(), machine.memory().size(), Tce.ADDRESSABLE_BYTES));
    }
    List<Device> devices = context.devices();
    ImmutableSortedMap<Integer, Integer> devicesOnBus = devicesOnBus(devices, configuration);
    TreeMap<Integer, HostBridge> bridges = new TreeMap<>();
    TreeMap<Integer, Integer> domains = new TreeMap<>();
    List<BusDriver> made = new ArrayList<>();
    devicesOnBus.forEach(
        (bus, count) -> {
          HostBridge bridge = bridge(bus, made.size(), count, context, configuration);
          bridges.put(bus, bridge);
          if (bus != configuration.disabledBus()) {
            domains.put(bus, made.size());
            made.add(new BusDriver(bus, bridge, machine, tables, configuration));
          }
        });
    this.drivers = made.toArray(BusDriver[]::new);
    this.bridgeOfDevice = new HostBridge[devices.size()];
    this.domainOfDevice = new int[devices.size()];
    for (Device device : devices) {
      bridgeOfDevice[device.id()] = bridges.get(device.bus());
      domainOfDevice[device.id()] = domains.getOrDefault(device.bus(), UNTRANSLATED);
    }
  }

  private static ImmutableSortedMap<Integer, Integer> devicesOnBus(
      List<Device> devices, CalgaryConfiguration configuration) {
    TreeMap<Integer, Integer> count = new TreeMap<>();
    for (Device device : devices) {
      count.merge(device.bus(), 1, Integer::sum);
    }
    if (configuration.translateEmptySlots()) {
      int lastBus = count.isEmpty() ? 0 : count.lastKey();
      for (int bus = 0; bus <= (lastBus | (BRIDGES_PER_CHIP - 1)); bus++) {
        count.putIfAbsent(bus, 0);
      }
    }
    return ImmutableSortedMap.copyOf(count);
  }

  private HostBridge bridge(
      int bus, int domain, int devices, IommuContext context, CalgaryConfiguration configuration) {
    long seed = Seeds.of(context.seed(), "calgary tce cache of bus " + bus);
    return new HostBridge(
        bus % BRIDGES_PER_CHIP,
        context.machine().ioBus(bus),
        domain,
        devices,
        context.machine(),
        new Iotlb(configuration.tceCache(), seed, context.iotlb()),
        tables,
        configuration);
  }

  @Override
  public long translate(int device, long busAddress, boolean write) {
    return bridgeOfDevice[device].translate(device, busAddress, write);
  }

  @Override
  public boolean translates(int device) {
    return domainOfDevice[device] != UNTRANSLATED;
  }

  @Override
  public int domainOf(int device) {
    int domain = domainOfDevice[device];
    if (domain == UNTRANSLATED) {
      throw new IllegalArgumentException(
          "device %d is on a bus that is not translated".formatted(device));
    }
    return domain;
  }

  @Override
  public IovaAllocator iovaAllocator(int domain) {
    return drivers[domain].allocator();
  }

  @Override
  public void map(int domain, long ioPage, int pages, long frame, DmaDirection direction) {
    drivers[domain].map(ioPage, pages, frame, direction);
  }

  @Override
  public void unmap(int domain, long ioPage, int pages) {
    drivers[domain].unmap(ioPage, pages);
  }

  @Override
  public boolean invalidateAll(int domain) {
    return drivers[domain].flush();
  }

  @Override
  public void endOfCall(int domain) {
    drivers[domain].endCall();
  }

  @Override
  public DmaDirection grants(DmaDirection direction) {
    return direction == DmaDirection.FROM_DEVICE ? DmaDirection.BIDIRECTIONAL : direction;
  }

  @Override
  public @Nullable TableEntry entry(int domain, long ioPage) {
    return drivers[domain].table().entry(ioPage);
  }

  @Override
  public void report(MetricSink sink) {
    CalgaryReport.report(List.of(drivers), tables, sink);
  }

  @Override
  public void check() {
    for (BusDriver driver : drivers) {
      CalgaryCheck.check(driver, tables);
    }
  }

  /** The driver of a domain, for tests. */
  BusDriver driver(int domain) {
    return drivers[domain];
  }
}
