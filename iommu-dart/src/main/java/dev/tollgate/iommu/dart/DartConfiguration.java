package dev.tollgate.iommu.dart;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.iommu.IotlbGeometry;
import dev.tollgate.core.iommu.Replacement;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import java.util.Locale;

/**
 * What the parameters of {@code iommu.dart} say.
 *
 * @param chip which north bridge
 * @param entries entries of the table, a multiple of {@link #ENTRIES_PER_PAGE}
 * @param allocator which generation of the allocator of I/O pages, and of the locks
 * @param cachedTable whether the driver keeps the table in cached memory and flushes it
 * @param bypass whether devices that drive 40 address bits are not translated
 * @param tlb size and shape of the TLB
 * @param busyReads reads that find a bit of the control register still set
 * @param lostFlushEvery every so-many-th setting of the flush bit goes unnoticed; 0 for none
 * @param lostInvalidateEvery every so-many-th order to forget one page does; 0 for none
 */
record DartConfiguration(
    Chip chip,
    int entries,
    AllocatorGeneration allocator,
    boolean cachedTable,
    boolean bypass,
    IotlbGeometry tlb,
    int busyReads,
    long lostFlushEvery,
    long lostInvalidateEvery) {

  /** Entries in 4096 bytes of the table: it comes in whole pages. */
  static final int ENTRIES_PER_PAGE = PhysicalMemory.FRAME_BYTES / Integer.BYTES;

  /** Most pages that U3's size field can express. */
  static final int MOST_PAGES = 512;

  private static final int MOST_TLB_ENTRIES = 1 << 20;
  private static final int MOST_BUSY_READS = 1000;

  /** The parameters, in the order to list them. */
  static final ImmutableList<ParameterSpec> PARAMETERS =
      ImmutableList.of(
          ParameterSpec.choice(
              "model",
              "u4",
              ImmutableList.of("u3", "u4"),
              "The north bridge: U3 (CPC925, Power Mac G5 of 2003, JS20) forgets all translations at"
                  + " the end of each call that mapped; U4 (CPC945, the paper's; G5 of 2005, JS21)"
                  + " forgets each page that is mapped."),
          ParameterSpec.bytes(
              "table",
              "2M",
              PhysicalMemory.FRAME_BYTES,
              (long) MOST_PAGES * PhysicalMemory.FRAME_BYTES,
              "Size of the table in bytes, a multiple of 4096; 4 for each I/O page: 2M, the driver's"
                  + " only size, translates 2 GiB. A workload that brings its own table size"
                  + " overrides it."),
          ParameterSpec.choice(
              "allocator",
              "2007",
              ImmutableList.of("2007", "pools"),
              "Generation of Linux's allocator of I/O pages: in 2007 two areas under one lock"
                  + " that covers whole calls; since 2012 pools with a lock each."),
          ParameterSpec.choice(
              "coherency",
              "2007",
              ImmutableList.of("2007", "modern"),
              "How the driver gets entries past the CPU's caches: in 2007 an uncached"
                  + " table, read back after each mapping; modern a cached one, flushed at map"
                  + " and at unmap."),
          ParameterSpec.flag(
              "bypass",
              false,
              "Whether devices that drive at least 40 address bits are not translated, as later"
                  + " kernels leave U4's PCI Express devices. U4 only."),
          ParameterSpec.integer(
              "tlb-entries",
              64,
              0,
              MOST_TLB_ENTRIES,
              "Translations that the TLB holds; 0 for no cache. Estimated: the real size is not"
                  + " published."),
          ParameterSpec.integer(
              "tlb-ways",
              4,
              0,
              MOST_TLB_ENTRIES,
              "Entries of one set of the TLB; 0 for fully associative. Estimated: the real geometry"
                  + " is not published."),
          ParameterSpec.choice(
              "tlb-replacement",
              "lru",
              ImmutableList.of("lru", "fifo", "clock", "random", "plru"),
              "Which entry of a full set of the TLB gives way. Estimated: not published."),
          ParameterSpec.integer(
              "busy-reads",
              0,
              0,
              MOST_BUSY_READS,
              "Reads of the control register that find an invalidation not yet done. From 16 on every"
                  + " flush fails, from 35 on every order to forget one page. Estimated: none."),
          ParameterSpec.integer(
              "lost-flush-every",
              0,
              0,
              Long.MAX_VALUE,
              "Injected fault: every so-many-th setting of the flush bit goes unnoticed, and the"
                  + " driver has to set it again; 0 for never. With 1 every flush fails."),
          ParameterSpec.integer(
              "lost-invalidate-every",
              0,
              0,
              Long.MAX_VALUE,
              "Injected fault of U4: every so-many-th order to forget one page goes unnoticed, which"
                  + " the driver cannot mend; 0 for never."));

  /**
   * Reads checked parameters.
   *
   * @param demandedIoPages entries that the table must have, or 0 for what the parameters say
   * @throws BadInputException if values do not fit together
   */
  static DartConfiguration of(Parameters parameters, long demandedIoPages) {
    Chip chip = chip(parameters);
    boolean bypass = parameters.flag("bypass");
    if (bypass && chip == Chip.U3) {
      throw new BadInputException(
          "%s.bypass: U3 lets no device past its table; only model = u4 does"
              .formatted(parameters.path()));
    }
    return new DartConfiguration(
        chip,
        demandedIoPages == 0 ? entriesOf(parameters) : entriesOf(demandedIoPages),
        parameters.text("allocator").equals("pools")
            ? AllocatorGeneration.POOLS
            : AllocatorGeneration.YEAR_2007,
        parameters.text("coherency").equals("modern"),
        bypass,
        tlb(parameters),
        (int) parameters.integer("busy-reads"),
        parameters.integer("lost-flush-every"),
        parameters.integer("lost-invalidate-every"));
  }

  /** Which north bridge the parameters name. */
  static Chip chip(Parameters parameters) {
    return Chip.valueOf(parameters.text("model").toUpperCase(Locale.ROOT));
  }

  private static int entriesOf(Parameters parameters) {
    long bytes = parameters.bytes("table");
    if (bytes % PhysicalMemory.FRAME_BYTES != 0) {
      throw new BadInputException(
          "%s.table is a multiple of 4096 bytes, not %d; nearest: %d"
              .formatted(
                  parameters.path(),
                  bytes,
                  nearestPages(bytes / Integer.BYTES) * PhysicalMemory.FRAME_BYTES));
    }
    return (int) (bytes / Integer.BYTES);
  }

  private static int entriesOf(long demandedIoPages) {
    if (demandedIoPages % ENTRIES_PER_PAGE != 0
        || demandedIoPages < ENTRIES_PER_PAGE
        || demandedIoPages > (long) MOST_PAGES * ENTRIES_PER_PAGE) {
      throw new BadInputException(
          "a DART table has a multiple of %d entries, at most %d, not %d; nearest: %d"
              .formatted(
                  ENTRIES_PER_PAGE,
                  MOST_PAGES * ENTRIES_PER_PAGE,
                  demandedIoPages,
                  nearestPages(demandedIoPages) * ENTRIES_PER_PAGE));
    }
    return (int) demandedIoPages;
  }

  private static long nearestPages(long entries) {
    long pages = entries / ENTRIES_PER_PAGE;
    long rest = entries % ENTRIES_PER_PAGE;
    return Math.max(1, Math.min(MOST_PAGES, pages + (2 * rest >= ENTRIES_PER_PAGE ? 1 : 0)));
  }

  private static IotlbGeometry tlb(Parameters parameters) {
    try {
      return new IotlbGeometry(
          (int) parameters.integer("tlb-entries"),
          (int) parameters.integer("tlb-ways"),
          Replacement.valueOf(parameters.text("tlb-replacement").toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException e) {
      throw new BadInputException(
          "%s.tlb-ways and tlb-entries do not fit together: %s"
              .formatted(parameters.path(), e.getMessage()),
          e);
    }
  }

  /** A fresh plan of the misbehaviour that the unit is to show. */
  InjectedFaults injectedFaults() {
    return new InjectedFaults(lostFlushEvery, lostInvalidateEvery);
  }
}
