package dev.tollgate.iommu.dart;

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
import org.jspecify.annotations.Nullable;

/**
 * The DART of one machine under Linux's driver: one table, one TLB and one allocator for all
 * devices, hence one translation domain.
 *
 * <p>Nothing that devices do within the reach of the table is refused. An access to an unused page
 * reads or writes the dummy page, which all devices share, and entries have no rights: whatever is
 * mapped for one device, every device may read and write.
 */
final class DartIommu implements Iommu {

  private static final long MASK_40 = (1L << 40) - 1;

  private final NorthBridge bridge;
  private final DartDriver driver;
  private final boolean[] bypassing;
  private long bypassed;

  DartIommu(IommuContext context, DartConfiguration configuration) {
    Machine machine = context.machine();
    if (machine.memory().size() > DartEntry.ADDRESSABLE_BYTES) {
      throw new BadInputException(
          "machine %s has %d bytes of memory; DART's entries lead to %d at most"
              .formatted(
                  machine.profile().name(), machine.memory().size(), DartEntry.ADDRESSABLE_BYTES));
    }
    long seed = Seeds.of(context.seed(), "dart tlb");
    this.bridge =
        new NorthBridge(
            machine, new Iotlb(configuration.tlb(), seed, context.iotlb()), configuration);
    this.driver = new DartDriver(bridge, machine, context.iotlb(), configuration);
    this.bypassing = new boolean[context.devices().size()];
    for (Device device : context.devices()) {
      bypassing[device.id()] = configuration.bypass() && (device.dmaMask() & MASK_40) == MASK_40;
    }
  }

  @Override
  public long translate(int device, long busAddress, boolean write) {
    if (bypassing[device]) {
      bypassed++;
      return busAddress;
    }
    return bridge.translate(device, busAddress, write);
  }

  @Override
  public boolean isSpare(long physical) {
    return bridge.isDummy(physical);
  }

  @Override
  public boolean translates(int device) {
    return !bypassing[device];
  }

  @Override
  public int domainOf(int device) {
    if (bypassing[device]) {
      throw new IllegalArgumentException("device %d bypasses the table".formatted(device));
    }
    return NorthBridge.DOMAIN;
  }

  @Override
  public IovaAllocator iovaAllocator(int domain) {
    return driver.allocator();
  }

  @Override
  public void map(int domain, long ioPage, int pages, long frame, DmaDirection direction) {
    driver.map(ioPage, pages, frame);
  }

  @Override
  public void unmap(int domain, long ioPage, int pages) {
    driver.unmap(ioPage, pages);
  }

  @Override
  public boolean invalidateAll(int domain) {
    return driver.flush();
  }

  @Override
  public boolean invalidate(int domain, long ioPage, int pages) {
    return driver.invalidate(ioPage, pages);
  }

  @Override
  public void endOfCall(int domain) {
    driver.endCall();
  }

  @Override
  public DmaDirection grants(DmaDirection direction) {
    return DmaDirection.BIDIRECTIONAL;
  }

  @Override
  public @Nullable TableEntry entry(int domain, long ioPage) {
    return driver.table().entry(ioPage);
  }

  @Override
  public void report(MetricSink sink) {
    DartReport.report(driver, bypassed, sink);
  }

  @Override
  public void check() {
    DartCheck.check(driver);
  }

  /** The driver, for tests. */
  DartDriver driver() {
    return driver;
  }
}
