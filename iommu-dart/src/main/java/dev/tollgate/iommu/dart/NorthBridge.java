package dev.tollgate.iommu.dart;

import dev.tollgate.core.dma.AddressTranslation;
import dev.tollgate.core.iommu.Iotlb;
import dev.tollgate.core.iommu.TranslationFault.Reason;
import dev.tollgate.core.iommu.TranslationFaultLog;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PhysicalMemory;

/**
 * The DART in a north bridge: registers, the cache of translations (TLB), and the translation of
 * what the devices of the machine drive.
 *
 * <p>An access is looked up in the TLB, then in the table that the registers name. Every valid
 * entry is cached, those that the driver keeps for unused pages included. An access behind the end
 * of the table, or by an entry that is not valid, is refused and leaves a mark in the exception
 * register. What the real units do then is not published; the driver sees to it that every entry is
 * valid, and never looks.
 */
final class NorthBridge {

  /** The one translation domain. */
  static final int DOMAIN = 0;

  /** In the exception register: a stand-in, the register's layout is not published. */
  static final int EXCP_DMA_REFUSED = 0x8000_0000;

  private static final long NO_FRAME = -1;
  private static final int FAULTS_KEPT = 64;
  private static final int PAGE_SHIFT = PhysicalMemory.FRAME_SHIFT;
  private static final int OFFSET_MASK = PhysicalMemory.FRAME_BYTES - 1;

  private final Machine machine;
  private final PhysicalMemory memory;
  private final Iotlb tlb;
  private final UnitRegisters registers;
  private final TranslationFaultLog refused = new TranslationFaultLog(FAULTS_KEPT);

  private long dummyFrame = NO_FRAME;
  private long firstTableFrame;
  private long endOfTableFrames;
  private long dummyReads;
  private long dummyWrites;
  private long tableReaches;

  /** A unit as firmware leaves it, not translating. */
  NorthBridge(Machine machine, Iotlb tlb, DartConfiguration configuration) {
    this.machine = machine;
    this.memory = machine.memory();
    this.tlb = tlb;
    this.registers =
        new UnitRegisters(
            configuration.chip(), tlb, configuration.injectedFaults(), configuration.busyReads());
  }

  /**
   * Counts from now on what devices do to the dummy page, and the entries cached that lead to the
   * table itself: a device that can write there can reach everything.
   */
  void watch(long dummyFrame, long firstTableFrame, long endOfTableFrames) {
    this.dummyFrame = dummyFrame;
    this.firstTableFrame = firstTableFrame;
    this.endOfTableFrames = endOfTableFrames;
  }

  /** What {@link AddressTranslation#translate} says. */
  long translate(int device, long busAddress, boolean write) {
    long entry = tlb.lookup(DOMAIN, busAddress >>> PAGE_SHIFT);
    if (entry == Iotlb.MISS) {
      if (!registers.isTranslating()) {
        return busAddress;
      }
      entry = fetch(device, busAddress, write);
      if (entry == DartEntry.INVALID) {
        return AddressTranslation.FAULT;
      }
    }
    long frame = DartEntry.frame(entry);
    if (frame == dummyFrame) {
      countAbsorbed(write);
    }
    return (frame << PAGE_SHIFT) | (busAddress & OFFSET_MASK);
  }

  private long fetch(int device, long busAddress, boolean write) {
    long page = busAddress >>> PAGE_SHIFT;
    if (page >= registers.tableEntries()) {
      return refuse(device, busAddress, write, Reason.OUTSIDE_TABLE);
    }
    long address = registers.tableBase() + page * Integer.BYTES;
    long entry = Integer.toUnsignedLong(memory.readIntBigEndian(address));
    if (!DartEntry.isValid(entry)) {
      return refuse(device, busAddress, write, Reason.NOT_PRESENT);
    }
    long frame = DartEntry.frame(entry);
    if (frame >= firstTableFrame && frame < endOfTableFrames) {
      tableReaches++;
    }
    tlb.fill(DOMAIN, page, entry);
    return entry;
  }

  private long refuse(int device, long busAddress, boolean write, Reason reason) {
    refused.record(machine.now(), device, busAddress, write, reason);
    registers.except(EXCP_DMA_REFUSED);
    return DartEntry.INVALID;
  }

  private void countAbsorbed(boolean write) {
    if (write) {
      dummyWrites++;
    } else {
      dummyReads++;
    }
  }

  /** Whether an address lies in the dummy page. */
  boolean isDummy(long physical) {
    return physical >>> PAGE_SHIFT == dummyFrame;
  }

  /** Its registers as software reaches them, free of charge. */
  UnitRegisters registers() {
    return registers;
  }

  /** Its cache of translations. */
  Iotlb tlb() {
    return tlb;
  }

  /** What it refused. */
  TranslationFaultLog refused() {
    return refused;
  }

  /** Accesses of devices that read the dummy page. */
  long dummyReads() {
    return dummyReads;
  }

  /** Accesses of devices that wrote the dummy page. */
  long dummyWrites() {
    return dummyWrites;
  }

  /** Times an entry was cached that leads devices to the table. */
  long tableReaches() {
    return tableReaches;
  }
}
