package dev.tollgate.workload.errant;

import dev.tollgate.core.dma.AddressTranslation;
import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.KernelAllocator;

/**
 * The errant device's wrong accesses, and the judge of what came of each: by what the device then
 * holds and by what then stands in memory, never by what was promised. Damage is mended once it is
 * judged, so that the kernel lives on and each strike is judged alone.
 */
final class Striker {

  /** Number of the errant device in a scene. */
  static final int ERRANT = 0;

  private static final int SCAR_BYTES = Long.BYTES;

  private final int device;
  private final BusMaster bus;
  private final PhysicalMemory memory;
  private final KernelAllocator allocator;
  private final Buffers buffers;
  private final Secrets secrets;
  private final boolean checksFreelists;
  private final byte[] landing = new byte[PhysicalMemory.FRAME_BYTES];
  private final byte[] scar = new byte[SCAR_BYTES];

  private int watched = Buffers.NONE;
  private long readFrom = -1;
  private long stolen = Secrets.NONE;
  private int victim = Buffers.NONE;

  /**
   * A device.
   *
   * @param device its {@link dev.tollgate.core.dma.Device#id()}
   */
  Striker(
      int device,
      BusMaster bus,
      PhysicalMemory memory,
      KernelAllocator allocator,
      Buffers buffers,
      Secrets secrets,
      boolean checksFreelists) {
    this.device = device;
    this.bus = bus;
    this.memory = memory;
    this.allocator = allocator;
    this.buffers = buffers;
    this.secrets = secrets;
    this.checksFreelists = checksFreelists;
    Words.set(scar, 0, Secrets.SCAR);
  }

  /** Reads up to a page, not across a boundary of pages. */
  Harm read(long address, int length) {
    readFrom = -1;
    if (!bus.read(device, address, landing, 0, length)) {
      return Harm.REFUSED;
    }
    if (bus.wasAbsorbed()) {
      return Harm.ABSORBED;
    }
    readFrom = address;
    stolen = secrets.firstStolen(landing, length);
    return stolen == Secrets.NONE ? Harm.HARMLESS : Harm.READ;
  }

  /** The secret that the latest successful read brought, wherever the device found it. */
  long stolen() {
    return stolen;
  }

  /** The buffer that the latest write reached, or {@link Buffers#NONE}. */
  int victim() {
    return victim;
  }

  /**
   * Writes one word.
   *
   * @param expected where it lands if the address leads where it led when it was mapped, or {@link
   *     AddressTranslation#FAULT} if nobody knows
   */
  Harm write(long address, long expected) {
    return write(address, expected, readFrom == address);
  }

  /**
   * Reads one word and then writes it, so that it can be mended wherever it lies. For machines on
   * which memory is also others'.
   */
  Harm exchange(long address) {
    readFrom = -1;
    boolean known = bus.read(device, address, landing, 0, SCAR_BYTES) && !bus.wasAbsorbed();
    return write(address, AddressTranslation.FAULT, known);
  }

  private Harm write(long address, long expected, boolean read) {
    long before =
        expected == AddressTranslation.FAULT
            ? Words.at(landing, 0)
            : memory.readLongLittleEndian(expected);
    victim = Buffers.NONE;
    boolean known = expected != AddressTranslation.FAULT || read;
    if (!bus.write(device, address, scar, 0, SCAR_BYTES)) {
      return Harm.REFUSED;
    }
    if (bus.wasAbsorbed()) {
      return Harm.ABSORBED;
    }
    long reached = bus.reached();
    boolean written = memory.readLongLittleEndian(reached) == Secrets.SCAR;
    victim = buffers.at(reached);
    if (victim != Buffers.NONE) {
      return ofBuffer(written);
    }
    Harm harm = checksFreelists && !listsAreSound() ? Harm.FREELIST : Harm.HARMLESS;
    if (known && (expected == AddressTranslation.FAULT || expected == reached)) {
      memory.writeLongLittleEndian(reached, before);
    }
    return harm;
  }

  private Harm ofBuffer(boolean written) {
    if (buffers.isWritable(victim)) {
      return Harm.HARMLESS;
    }
    if (victim != watched) {
      buffers.repair(victim);
    }
    return written ? Harm.CORRUPTED : Harm.HARMLESS;
  }

  /** Whether the allocator finds its lists in order. */
  boolean listsAreSound() {
    try {
      allocator.check();
      return true;
    } catch (RuntimeException damaged) { // a check may also stumble over what it reads there
      return false;
    }
  }

  /** From now on what is done to a buffer stays, until it is used. */
  void watch(int buffer) {
    watched = buffer;
  }

  int watched() {
    return watched;
  }
}
