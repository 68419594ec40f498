package dev.tollgate.core.safety;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.dma.DmaObserver;
import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.iommu.IotlbListener;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.ObjectMap;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.Iommu;
import dev.tollgate.core.spi.IommuCapability;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The safety half of every run: for each translation domain and I/O page, who could reach which
 * bytes, when, with what right, and whether a driver had entitled them to.
 *
 * <p>It is told what drivers map and unmap ({@link DmaObserver}), which entries are written,
 * cleared and invalidated ({@link ObservedDomain}), what the IOTLB holds ({@link IotlbListener})
 * and what devices access, and reads the time from the machine's clock. It changes nothing. The
 * meters and their formulas and units are defined in {@code docs/safety.md}.
 *
 * <p>Order of use: {@link #behind} or {@link #untranslated} before the first event, the events,
 * {@link #finish}, {@link #report}. Events of one page allocate nothing once a part of its domain's
 * table exists: 32 KiB for 512 neighbouring I/O pages. Not safe for use by several threads.
 */
public final class ExposureLedger implements DmaObserver, IotlbListener {

  private final Machine machine;
  private final DomainExposure[] byDevice;
  private final WindowStatistics stale = new WindowStatistics();
  private final WorstCaseStatistics worst = new WorstCaseStatistics();
  private final LateDmas late = new LateDmas();
  private final PinnedMemory memory = new PinnedMemory(this::releaseUnmaps);
  private final InvalidationCounts invalidations = new InvalidationCounts();
  private final Map<SafetyMeter, String> unobservable = new EnumMap<>(SafetyMeter.class);
  private DomainExposure[] domains = {};
  private int[] devicesOfDomain = {};
  private boolean faults;
  private long untranslatedBytes;
  private @Nullable NeighbourTracking neighbours;
  private @Nullable SafetyTotals totals;

  /** A ledger for the devices {@code 0} … {@code devices - 1} of a machine. */
  public ExposureLedger(Machine machine, int devices) {
    this.machine = machine;
    this.byDevice = new DomainExposure[devices];
  }

  /**
   * The devices reach memory through a unit that can do this much; those that it does not stand in
   * front of, as if there were none.
   */
  public void behind(Iommu iommu, ImmutableSet<IommuCapability> capabilities) {
    faults = capabilities.contains(IommuCapability.FAULTS_ON_UNMAPPED);
    for (int device = 0; device < byDevice.length; device++) {
      if (iommu.translates(device)) {
        place(device, iommu.domainOf(device), true);
      }
    }
    untranslated();
  }

  /** The devices reach all memory by its own addresses, as in one domain that maps all of it. */
  public void untranslated() {
    int domain = domains.length;
    for (int device = 0; device < byDevice.length; device++) {
      if (byDevice[device] == null) {
        place(device, domain, false);
        untranslatedBytes = machine.profile().ramBytes();
      }
    }
  }

  private void place(int device, int domain, boolean translated) {
    checkArgument(device <= Grant.MAX_DEVICE, "device %s is beyond the last number", device);
    checkState(byDevice[device] == null, "device %s has its domain already", device);
    int before = domains.length;
    if (domain >= before) {
      domains = Arrays.copyOf(domains, domain + 1);
      devicesOfDomain = Arrays.copyOf(devicesOfDomain, domain + 1);
      for (int added = before; added <= domain; added++) {
        domains[added] = new DomainExposure(added, translated, late, stale, worst, memory);
        domains[added].followNeighbours(neighbours);
      }
    }
    devicesOfDomain[domain]++;
    byDevice[device] = domains[domain];
  }

  /**
   * Objects of the kernel, of which the ledger will say which of them devices could reach. Must be
   * asked for before the first event; whoever knows the objects tells the map of them.
   */
  public ObjectMap objects() {
    NeighbourTracking tracking = neighbours;
    if (tracking == null) {
      tracking = new NeighbourTracking(machine, new ObjectMap());
      neighbours = tracking;
      for (DomainExposure domain : domains) {
        domain.followNeighbours(tracking);
      }
    }
    return tracking.objects();
  }

  private void changedPages(DomainExposure domain, long first, long count) {
    if (neighbours != null) {
      neighbours.changed(domain, first, count, machine.now());
    }
  }

  private void releaseUnmaps() {
    for (DomainExposure domain : domains) {
      domain.releaseUnmap();
    }
  }

  /**
   * Says that this run's input cannot show what a meter measures, so that reports print the reason
   * instead of a figure that means nothing.
   *
   * @param reason why, as a sentence without full stop
   */
  public void declareUnobservable(SafetyMeter meter, String reason) {
    unobservable.put(meter, reason);
  }

  // Drivers and devices.

  @Override
  public void granted(
      int device, long busAddress, long size, long physical, DmaDirection direction) {
    byDevice[device].granted(device, busAddress, size, Rights.of(direction), machine.now());
    long first = busAddress >>> Grant.PAGE_SHIFT;
    long last = (busAddress + size - 1) >>> Grant.PAGE_SHIFT;
    changedPages(byDevice[device], first, last - first + 1);
  }

  @Override
  public void revoked(int device, long busAddress, long size, DmaDirection direction) {
    byDevice[device].revoked(device, busAddress, size, Rights.of(direction), machine.now());
    if (neighbours != null) {
      neighbours.unmapping(byDevice[device]);
    }
  }

  @Override
  public void accessed(int device, long busAddress, int length, boolean write, long physical) {
    byDevice[device].accessed(device, busAddress, length, write, physical);
  }

  // The IOTLB.

  @Override
  public void filled(int domain, long ioPage, long value) {
    if (domains[domain].filled(ioPage, machine.now())) {
      changedPages(domains[domain], ioPage, 1);
    }
  }

  @Override
  public void evicted(int domain, long ioPage) {
    if (domains[domain].evicted(ioPage, machine.now())) {
      changedPages(domains[domain], ioPage, 1);
    }
  }

  @Override
  public void forgot(int domain, long firstPage, int pages) {
    invalidated(domain, firstPage, pages);
  }

  @Override
  public void forgotAll(int domain) {
    invalidatedAll(domain);
  }

  // What a hypervisor enters within its own operations.

  @Override
  public void entered(int domain, long ioPage, long frame, DmaDirection granted) {
    stored(domain, ioPage, 1, frame, granted);
    callEnded(domain);
  }

  @Override
  public void cleared(int domain, long ioPage) {
    cleared(domain, ioPage, 1);
    callEnded(domain);
  }

  // The table, told by ObservedDomain.

  /** Translations may be forgotten before entries are written: what was unmapped is over. */
  void beforeStore(int domain) {
    domains[domain].beforeStore();
  }

  /** Entries of {@code pages} I/O pages now lead to {@code frame} …, allowing {@code granted}. */
  void stored(int domain, long ioPage, int pages, long frame, DmaDirection granted) {
    long translation = Translation.to(frame, Rights.of(granted));
    domains[domain].stored(ioPage, pages, translation, machine.now());
    changedPages(domains[domain], ioPage, pages);
  }

  /** The same, to frames that hold nothing but what is meant for the domain's devices. */
  void storedDedicated(int domain, long ioPage, int pages, long frame, DmaDirection granted) {
    long translation = Translation.to(frame, Rights.of(granted)) | Translation.DEDICATED;
    domains[domain].stored(ioPage, pages, translation, machine.now());
    changedPages(domains[domain], ioPage, pages);
  }

  /** Entries were cleared. */
  void cleared(int domain, long ioPage, int pages) {
    if (domains[domain].cleared(ioPage, pages, machine.now())) {
      changedPages(domains[domain], ioPage, pages);
    }
  }

  /** The unit has surely forgotten some pages of a domain. */
  void invalidated(int domain, long ioPage, long pages) {
    invalidations.selective++;
    domains[domain].invalidated(ioPage, pages, machine.now());
    if (neighbours != null) {
      neighbours.forgotten(domains[domain], ioPage, pages);
    }
  }

  /** The unit has surely forgotten all pages of a domain. */
  void invalidatedAll(int domain) {
    invalidations.whole++;
    domains[domain].invalidatedAll(machine.now());
    if (neighbours != null) {
      neighbours.forgotten(domains[domain], 0, Long.MAX_VALUE);
    }
  }

  /** The unit gave up forgetting. */
  void invalidationFailed() {
    invalidations.failed++;
  }

  /** A DMA API call that mapped or unmapped is over for the table. */
  void callEnded(int domain) {
    domains[domain].callEnded();
  }

  /**
   * Accounts everything up to now and compares the figures with each other. Nothing may be told
   * afterwards.
   *
   * @throws InvariantViolation if they contradict each other
   */
  public void finish() {
    checkState(totals == null, "the run is over already");
    long end = machine.now();
    SafetyTotals sums = new SafetyTotals();
    long pinned = 0;
    for (int domain = 0; domain < domains.length; domain++) {
      DomainExposure exposure = domains[domain];
      exposure.finish();
      DomainAudit audit = new DomainAudit(exposure, stale, worst);
      audit.close(end);
      pinned += audit.pinned();
      sums.add(exposure, devicesOfDomain[domain]);
    }
    stale.close();
    worst.close();
    sums.sum(stale);
    sums.addUntranslated(untranslatedBytes, end);
    sums.checkReachableTime();
    if (neighbours != null) {
      neighbours.finish(sums.subPage, sums.stale);
    }
    check("pinned pages", memory.pages(), pinned);
    check("stale windows", stale.count(), stale.time.count() + stale.open.count());
    check("late DMAs", stale.count(), late.reached + late.prevented);
    check("worst-case windows", worst.count(), worst.time.count() + worst.open.count());
    totals = sums;
  }

  private static void check(String what, long counted, long found) {
    if (counted != found) {
      throw new InvariantViolation(
          "safety: counted %d %s, but found %d".formatted(counted, what, found));
    }
  }

  /** Reports the figures, named {@code safety.…}, in a fixed order; after {@link #finish}. */
  public void report(MetricSink sink) {
    SafetyTotals sums = totals;
    checkState(sums != null, "the run is not over yet");
    SafetyReport report = new SafetyReport(sink, machine.now());
    report
        .windows(stale, worst)
        .reach(sums)
        .late(late, faults)
        .accesses(sums)
        .memory(sums, memory, invalidations);
    if (neighbours != null) {
      report.neighbours(neighbours);
    }
    unobservable.forEach((meter, reason) -> sink.unobservable(meter.prefix(), reason));
  }
}
