package dev.tollgate.testkit;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.iommu.EntryFormat;
import dev.tollgate.core.iommu.EntryTable;
import dev.tollgate.core.iommu.IotlbListener;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.Iommu;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.IommuContext;
import dev.tollgate.core.spi.IommuFactory;
import dev.tollgate.core.spi.IovaAllocator;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The least forgiving IOMMU there can be, for tests of policies: it models no hardware, its cache
 * never forgets by itself, and its space of I/O pages is small, so that it runs short and pages are
 * soon used again. All devices of a bus share a domain.
 *
 * <p>What it can do is chosen: {@link #variant}. Without {@link IommuCapability#FAULTS_ON_UNMAPPED}
 * it absorbs what is not mapped in a page of its own; with {@link
 * IommuCapability#INVALIDATES_ON_MAP} it caches that too.
 */
public final class WorstCaseIommu implements Iommu {

  /** I/O pages of each domain, unless a workload demands others. */
  public static final int IO_PAGES = 64;

  private static final int SHIFT = PhysicalMemory.FRAME_SHIFT;
  private static final long READ = 1;
  private static final long WRITE = 2;
  private static final int MOST_IO_PAGES = 1 << 20;

  private final CycleLedger ledger;
  private final int storeAccount;
  private final int invalidationAccount;
  private final ImmutableSet<IommuCapability> capabilities;
  private final IotlbListener listener;
  private final int[] domainOfDevice;
  private final TreeMap<Integer, Domain> domains = new TreeMap<>();
  private final long absorbingFrame;

  /** One bus's table, its cache and its I/O pages. */
  private static final class Domain {
    final EntryTable table;
    final TreeMap<Long, Long> cache = new TreeMap<>();
    final NextFitIoPages iova;
    boolean mappedInCall;

    Domain(Machine machine, int ioPages) {
      long bytes = (long) ioPages * Long.BYTES;
      long base = machine.placeTable("worst-case", bytes, Long.BYTES, Long.MAX_VALUE);
      table = new EntryTable(machine.memory(), base, ioPages, EntryFormat.LONG_LITTLE_ENDIAN);
      iova = new NextFitIoPages(ioPages, machine.ledger());
    }

    /** The entry of a page; 0 beyond the table. */
    long read(long ioPage) {
      return ioPage < table.entries() ? table.load(ioPage) : 0;
    }
  }

  private WorstCaseIommu(IommuContext context, ImmutableSet<IommuCapability> capabilities) {
    Machine machine = context.machine();
    this.ledger = machine.ledger();
    this.storeAccount = ledger.open(CostCenter.TRANSLATION_TABLE, Steps.TABLE_STORE);
    this.invalidationAccount = ledger.open(CostCenter.INVALIDATION, Steps.MMIO_WRITE);
    this.capabilities = capabilities;
    this.listener = context.iotlb();
    long demanded = context.demandedIoPages();
    if (demanded > MOST_IO_PAGES) {
      throw new BadInputException(
          "this IOMMU has at most %d I/O pages, not %d".formatted(MOST_IO_PAGES, demanded));
    }
    int ioPages = demanded == 0 ? IO_PAGES : (int) demanded;
    TreeMap<Integer, Integer> domainOfBus = new TreeMap<>();
    context.devices().forEach(device -> domainOfBus.putIfAbsent(device.bus(), domainOfBus.size()));
    domainOfBus.values().forEach(domain -> domains.put(domain, new Domain(machine, ioPages)));
    this.domainOfDevice =
        context.devices().stream()
            .mapToInt(device -> Objects.requireNonNull(domainOfBus.get(device.bus())))
            .toArray();
    this.absorbingFrame =
        machine.placeTable(
                "worst-case",
                PhysicalMemory.FRAME_BYTES,
                PhysicalMemory.FRAME_BYTES,
                Long.MAX_VALUE)
            >>> SHIFT;
  }

  /** A unit that can do exactly this. */
  public static IommuVariant variant(IommuCapability... capabilities) {
    ImmutableSet<IommuCapability> chosen = ImmutableSet.copyOf(capabilities);
    return new IommuVariant("worst case " + chosen, new Factory(chosen), Parameters.NONE);
  }

  /** Makes units that can do exactly this. */
  private record Factory(ImmutableSet<IommuCapability> chosen) implements IommuFactory {

    @Override
    public String description() {
      return "An IOMMU that models no hardware and forgives no mistake.";
    }

    @Override
    public ImmutableList<ParameterSpec> parameters() {
      return ImmutableList.of();
    }

    @Override
    public ImmutableSet<IommuCapability> capabilities(Parameters parameters) {
      return chosen;
    }

    @Override
    public Iommu create(IommuContext context, Parameters parameters) {
      return new WorstCaseIommu(context, chosen);
    }
  }

  private boolean can(IommuCapability capability) {
    return capabilities.contains(capability);
  }

  private Domain domain(int number) {
    return Objects.requireNonNull(domains.get(number), "no such domain");
  }

  @Override
  public long translate(int device, long busAddress, boolean write) {
    int number = domainOfDevice[device];
    Domain domain = domain(number);
    long ioPage = busAddress >>> SHIFT;
    Long cached = domain.cache.get(ioPage);
    long entry = cached == null ? domain.read(ioPage) : cached;
    if (cached == null && (entry != 0 || can(IommuCapability.INVALIDATES_ON_MAP))) {
      domain.cache.put(ioPage, entry);
      listener.filled(number, ioPage, entry);
    }
    long offset = busAddress & (PhysicalMemory.FRAME_BYTES - 1);
    if (entry == 0) {
      return can(IommuCapability.FAULTS_ON_UNMAPPED) ? FAULT : (absorbingFrame << SHIFT) + offset;
    }
    return (entry & (write ? WRITE : READ)) == 0 ? FAULT : (entry >>> SHIFT << SHIFT) + offset;
  }

  @Override
  public int domainOf(int device) {
    return domainOfDevice[device];
  }

  @Override
  public IovaAllocator iovaAllocator(int domain) {
    return domain(domain).iova;
  }

  @Override
  public void map(int domain, long ioPage, int pages, long frame, DmaDirection direction) {
    Domain own = domain(domain);
    DmaDirection granted = grants(direction);
    long rights = (granted.deviceReads() ? READ : 0) | (granted.deviceWrites() ? WRITE : 0);
    for (int i = 0; i < pages; i++) {
      own.table.store(ioPage + i, (frame + i) << SHIFT | rights);
    }
    ledger.add(storeAccount, pages);
    if (can(IommuCapability.INVALIDATES_ON_MAP)) {
      if (can(IommuCapability.SELECTIVE_INVALIDATION)) {
        invalidate(domain, ioPage, pages);
        listener.forgot(domain, ioPage, pages);
      } else {
        own.mappedInCall = true;
      }
    }
  }

  @Override
  public void unmap(int domain, long ioPage, int pages) {
    domain(domain).table.fill(ioPage, pages, 0);
    ledger.add(storeAccount, pages);
  }

  @Override
  public boolean invalidateAll(int domain) {
    ledger.add(invalidationAccount, 1);
    domain(domain).cache.clear();
    return true;
  }

  @Override
  public boolean invalidate(int domain, long ioPage, int pages) {
    if (!can(IommuCapability.SELECTIVE_INVALIDATION)) {
      return invalidateAll(domain);
    }
    ledger.add(invalidationAccount, pages);
    domain(domain).cache.subMap(ioPage, ioPage + pages).clear();
    return true;
  }

  @Override
  public void endOfCall(int domain) {
    if (domain(domain).mappedInCall) {
      domain(domain).mappedInCall = false;
      invalidateAll(domain);
      listener.forgotAll(domain);
    }
  }

  @Override
  public DmaDirection grants(DmaDirection direction) {
    boolean exact =
        switch (direction) {
          case BIDIRECTIONAL -> true;
          case TO_DEVICE -> can(IommuCapability.READ_ONLY_ENTRIES);
          case FROM_DEVICE -> can(IommuCapability.WRITE_ONLY_ENTRIES);
        };
    return exact ? direction : DmaDirection.BIDIRECTIONAL;
  }

  @Override
  public void report(MetricSink sink) {
    long cached = domains.values().stream().mapToLong(domain -> domain.cache.size()).sum();
    sink.metric("iommu.cached", cached, "count", "Translations cached at the end");
  }
}
