package dev.tollgate.iommu.calgary;

import dev.tollgate.core.dma.AddressTranslation;
import dev.tollgate.core.iommu.Iotlb;
import dev.tollgate.core.iommu.TranslationFault.Reason;
import dev.tollgate.core.iommu.TranslationFaultLog;
import dev.tollgate.core.machine.IoBus;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PhysicalMemory;

/**
 * One PCI host bridge of a Calgary chip: registers, the cache of translation control entries, and
 * the translation of what the devices on its bus drive.
 *
 * <p>An access is looked up in the TCE cache, then in the table that the table address register
 * names; a valid entry is cached, and its permissions decide. Entries without permissions are not
 * cached: a driver that never flushes after building an entry could not work otherwise. What the
 * bridge refuses leaves a mark in its channel status register, and nothing else happens: somebody
 * has to look. Bus addresses that belong to devices on the bus ({@link BusWindows}) never reach
 * memory and are no error.
 */
final class HostBridge implements BridgeRegisters.Listener {

  /** No fault waits to be seen. */
  static final long NO_FAULT = -1;

  /** The mark in CSR: a stand-in within its mask, the register's layout is not published. */
  private static final int CSR_DMA_ERROR = 0x8000_0000;

  private static final int FAULTS_KEPT = 64;
  private static final int TABLE_CODE_MASK = 7;
  private static final int PAGE_SHIFT = PhysicalMemory.FRAME_SHIFT;
  private static final int OFFSET_MASK = PhysicalMemory.FRAME_BYTES - 1;

  private final int domain;
  private final Machine machine;
  private final PhysicalMemory memory;
  private final Iotlb tceCache;
  private final TableMemory tables;
  private final IoBus bus;
  private final BusTraffic traffic;
  private final BridgeRegisters registers;
  private final PageRanges untranslated;
  private final TranslationFaultLog faults = new TranslationFaultLog(FAULTS_KEPT);

  private boolean translating;
  private long tableBase;
  private long tableEntries;
  private long pendingFaultAt = NO_FAULT;
  private long passedBy;

  /**
   * A bridge as firmware leaves it, not translating.
   *
   * @param bridge its number in its chip, 0 to 3
   * @param bus the bus behind it
   * @param domain translation domain that its cache's listener is told
   * @param devices number of devices on its bus
   * @param tables where all translation tables of the machine's bridges lie
   */
  HostBridge(
      int bridge,
      IoBus bus,
      int domain,
      int devices,
      Machine machine,
      Iotlb tceCache,
      TableMemory tables,
      CalgaryConfiguration configuration) {
    this.bus = bus;
    this.domain = domain;
    this.machine = machine;
    this.memory = machine.memory();
    this.tceCache = tceCache;
    this.tables = tables;
    InjectedFaults injected = configuration.injectedFaults();
    this.traffic =
        new BusTraffic(
            machine,
            bus,
            injected,
            () -> tceCache.hits() + tceCache.misses(),
            devices * configuration.splitsPerDevice());
    this.registers = new BridgeRegisters(bridge, traffic, injected, this);
    BusWindows.program(registers, configuration.firstWindow(), configuration.secondWindow());
    this.untranslated =
        configuration.reserve() ? BusWindows.of(configuration.chip(), registers) : new PageRanges();
  }

  @Override
  public void tableAddressWritten(long value) {
    tceCache.invalidateAll();
    tableBase = value & CalgaryRegisters.TAR_ADDRESS;
    tableEntries = new TableSize((int) value & TABLE_CODE_MASK).entries();
  }

  @Override
  public void configurationWritten(int value) {
    translating =
        (value & CalgaryRegisters.TCE_ENABLE) != 0 && (value & CalgaryRegisters.SLOT_DISABLE) == 0;
  }

  /** What {@link AddressTranslation#translate} says, for a device on this bus. */
  long translate(int device, long busAddress, boolean write) {
    if (!translating) {
      return withoutTranslation(device, busAddress, write);
    }
    long tce = tceCache.lookup(domain, busAddress >>> PAGE_SHIFT);
    if (tce == Iotlb.MISS) {
      tce = fetch(device, busAddress, write);
      if (tce == Tce.INVALID) {
        return AddressTranslation.FAULT;
      }
    }
    if (!Tce.permits(tce, write)) {
      return refuse(
          device, busAddress, write, write ? Reason.WRITE_FORBIDDEN : Reason.READ_FORBIDDEN);
    }
    return (tce & Tce.RPN_MASK) | (busAddress & OFFSET_MASK);
  }

  private long fetch(int device, long busAddress, boolean write) {
    long page = busAddress >>> PAGE_SHIFT;
    if (untranslated.contains(page)) {
      passedBy++;
      return Tce.INVALID;
    }
    if (page >= tableEntries) {
      refuse(device, busAddress, write, Reason.OUTSIDE_TABLE);
      return Tce.INVALID;
    }
    bus.fetch();
    long tce = memory.readLongBigEndian(tableBase + page * TableSize.ENTRY_BYTES);
    if (!Tce.isValid(tce)) {
      refuse(device, busAddress, write, Reason.NOT_PRESENT);
      return Tce.INVALID;
    }
    tables.noteReach(tce);
    tceCache.fill(domain, page, tce);
    return tce;
  }

  private long withoutTranslation(int device, long busAddress, boolean write) {
    if ((registers.get(CalgaryRegisters.CONFIG_RW) & CalgaryRegisters.SLOT_DISABLE) == 0) {
      return busAddress;
    }
    faults.record(machine.now(), device, busAddress, write, Reason.BUS_STOPPED);
    return AddressTranslation.FAULT;
  }

  private long refuse(int device, long busAddress, boolean write, Reason reason) {
    long now = machine.now();
    faults.record(now, device, busAddress, write, reason);
    registers.set(CalgaryRegisters.CSR, registers.get(CalgaryRegisters.CSR) | CSR_DMA_ERROR);
    if (pendingFaultAt == NO_FAULT) {
      pendingFaultAt = now;
    }
    return AddressTranslation.FAULT;
  }

  /** Its registers as software reaches them, free of charge. */
  BridgeRegisters registers() {
    return registers;
  }

  /** Its cache of translation control entries. */
  Iotlb tceCache() {
    return tceCache;
  }

  /** The bus behind it. */
  BusTraffic traffic() {
    return traffic;
  }

  /** I/O pages it leaves to the devices on its bus. */
  PageRanges untranslated() {
    return untranslated;
  }

  /** What it refused. */
  TranslationFaultLog faults() {
    return faults;
  }

  /** Faults other than those of a bus already switched off. */
  long faultCount() {
    return faults.total() - faults.total(Reason.BUS_STOPPED);
  }

  /** When the first fault happened, in picoseconds, or {@link #NO_FAULT}. */
  long firstFaultAt() {
    return pendingFaultAt;
  }

  /** Accesses to addresses that belong to devices on the bus. */
  long passedBy() {
    return passedBy;
  }
}
