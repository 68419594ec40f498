package dev.tollgate.core.allocator;

import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.ObjectCache;

/**
 * An allocator that keeps account of who holds which memory of another one, which knows nothing of
 * it: the addresses, the steps and their price stay the same.
 *
 * <p>Two books are kept. /proc/kmalloc, of kmalloc alone, in tables of fixed size as in the kernel;
 * and one of kmalloc and caches by place and source, without limits. What the other allocator takes
 * from itself, for its own indexes and arrays, passes neither. A failed kmalloc is in the second
 * only: the kernel's hook would book the class it would have come from, which nobody knows here.
 */
public final class KmallocAccounting extends ForwardingAllocator {

  /** Where the kernel's pointers begin; only that no memory is at NULL matters here. */
  private static final long PAGE_OFFSET = 0xc000_0000L;

  private final KernelAllocator allocator;
  private final Machine machine;
  private final CallSites sites = new CallSites();
  private final KmallocTable table;
  private final CallSiteLedger ledger = new CallSiteLedger(sites);
  private final NumbersBySite accounts = accounts("kmalloc");
  private int site;
  private long siteAddress = sites.site(0).address();
  private int cpu;

  /** Keeps account of {@code allocator}, from now on, by the clock of {@code machine}. */
  public KmallocAccounting(KernelAllocator allocator, Machine machine, KmallocForm form) {
    super(allocator);
    this.allocator = allocator;
    this.machine = machine;
    this.table = new KmallocTable(form);
  }

  /** What is known now. Costs time in proportion to what is live. */
  public AccountingReport accounting() {
    return ledger.report(machine.now(), table.text(sites));
  }

  @Override
  public int callSite(String name) {
    return sites.number(name);
  }

  @Override
  public void calledFrom(int number) {
    siteAddress = sites.site(number).address();
    site = number;
  }

  @Override
  public void runOn(int number) {
    super.runOn(number);
    cpu = number;
  }

  @Override
  public long kmalloc(long size) {
    long address = allocator.kmalloc(size);
    if (address == ZERO_SIZE && size == 0) {
      return address;
    }
    if (address == FAILED) {
      ledger.failed(accounts.of(site));
      return address;
    }
    long taken = allocator.allocatedBytes(address);
    table.allocated(site, siteAddress, address + PAGE_OFFSET, taken, size);
    ledger.allocated(accounts.of(site), address, size, taken, machine.now(), cpu);
    return address;
  }

  @Override
  public void kfree(long address) {
    if (address == FAILED) {
      table.freed(KmallocTable.NULL, 0);
    } else if (address != ZERO_SIZE) {
      long known = ledger.bytesAt(address);
      table.freed(address + PAGE_OFFSET, known < 0 ? allocator.allocatedBytes(address) : known);
      ledger.freed(address, cpu);
    }
    allocator.kfree(address);
  }

  @Override
  public ObjectCache createCache(CacheSpec spec) {
    return new AccountedCache(allocator.createCache(spec));
  }

  @Override
  public void report(MetricSink sink) {
    super.report(sink);
    AccountingMetrics.report(accounting(), sink);
  }

  /** The accounts of one source by call site. */
  private NumbersBySite accounts(String source) {
    return new NumbersBySite(caller -> ledger.open(caller, source));
  }

  /** A cache whose objects are accounted for. */
  private final class AccountedCache extends ForwardingCache {

    private final ObjectCache cache;
    private final NumbersBySite ofCache;

    AccountedCache(ObjectCache cache) {
      super(cache);
      this.cache = cache;
      this.ofCache = accounts(cache.name());
    }

    @Override
    public long allocate() {
      long address = cache.allocate();
      if (address == FAILED) {
        ledger.failed(ofCache.of(site));
      } else {
        ledger.allocated(
            ofCache.of(site), address, cache.objectSize(), cache.slotSize(), machine.now(), cpu);
      }
      return address;
    }

    @Override
    public void free(long address) {
      if (address != FAILED) {
        ledger.freed(address, cpu);
      }
      cache.free(address);
    }
  }
}
