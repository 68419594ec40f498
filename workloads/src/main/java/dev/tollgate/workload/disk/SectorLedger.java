package dev.tollgate.workload.disk;

import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.PhysicalMemory;

/**
 * What every sector must hold, as the file system knows it: the version written last, and the
 * oldest one that a read may still bring.
 *
 * <p>The two differ only while a write is under way. Memory that was read from the disk is compared
 * with them byte for byte; what differs came through a wrong translation or was overwritten by a
 * device, and the run fails.
 */
final class SectorLedger {

  /** Sectors of a page. */
  static final int PER_PAGE = PhysicalMemory.FRAME_BYTES >> SectorContent.SHIFT;

  private final PhysicalMemory memory;
  private final SectorContent content;
  private final SectorVersions latest = new SectorVersions();
  private final SectorVersions settled = new SectorVersions();
  private byte[] buffer = new byte[PhysicalMemory.FRAME_BYTES];
  private long checked;
  private boolean isContested;

  SectorLedger(PhysicalMemory memory, SectorContent content) {
    this.memory = memory;
    this.content = content;
  }

  /** Writes the next version of sectors to memory: what a program writes. */
  void writeNext(long sector, int sectors, long address) {
    int bytes = sectors << SectorContent.SHIFT;
    byte[] target = room(bytes);
    for (int i = 0; i < sectors; i++) {
      int version = latest.get(sector + i) + 1;
      latest.set(sector + i, version);
      content.fill(sector + i, version, target, i << SectorContent.SHIFT);
    }
    memory.write(address, target, 0, bytes);
  }

  /** Writes sectors as they are to memory, as if they had been read. */
  void fill(long sector, int sectors, long address) {
    int bytes = sectors << SectorContent.SHIFT;
    byte[] target = room(bytes);
    for (int i = 0; i < sectors; i++) {
      content.fill(sector + i, latest.get(sector + i), target, i << SectorContent.SHIFT);
    }
    memory.write(address, target, 0, bytes);
  }

  /** The version written last. */
  int latest(long sector) {
    return latest.get(sector);
  }

  /** The oldest version that the disk may answer with. */
  int settled(long sector) {
    return settled.get(sector);
  }

  /** The disk is known to hold this version or a later one. */
  void settle(long sector, int version) {
    settled.set(sector, version);
  }

  /** Two writes of a sector were under way at once: the disk may hold either. */
  void contested() {
    isContested = true;
  }

  /**
   * Checks that memory holds what was written last.
   *
   * @throws InvariantViolation if it does not
   */
  void check(long sector, int sectors, long address) {
    byte[] bytes = load(address, sectors);
    for (int i = 0; i < sectors; i++) {
      int expected = latest.get(sector + i);
      int found = content.versionIn(bytes, i << SectorContent.SHIFT, sector + i);
      if (found != expected && !(isContested && found >= settled.get(sector + i))) {
        throw wrong(sector + i, expected, expected, address, bytes, i);
      }
    }
  }

  /**
   * Checks a page that came from the disk: each sector holds what is settled or what was written
   * since.
   *
   * @throws InvariantViolation if one does not
   */
  void checkRead(long sector, long address) {
    byte[] bytes = load(address, PER_PAGE);
    for (int i = 0; i < PER_PAGE; i++) {
      int found = content.versionIn(bytes, i << SectorContent.SHIFT, sector + i);
      int oldest = settled.get(sector + i);
      int newest = latest.get(sector + i);
      if (found < oldest || found > newest) {
        throw wrong(sector + i, oldest, newest, address, bytes, i);
      }
    }
  }

  /**
   * Checks one sector that was read while it may have been written.
   *
   * @param oldest version that was settled when the read began
   * @throws InvariantViolation if it is neither that nor a later one
   */
  void checkBetween(long sector, int oldest, long address) {
    byte[] bytes = load(address, 1);
    int found = content.versionIn(bytes, 0, sector);
    int newest = latest.get(sector);
    if (found < oldest || found > newest) {
      throw wrong(sector, oldest, newest, address, bytes, 0);
    }
  }

  private byte[] load(long address, int sectors) {
    int length = sectors << SectorContent.SHIFT;
    byte[] bytes = room(length);
    memory.read(address, bytes, 0, length);
    checked += sectors;
    return bytes;
  }

  private static InvariantViolation wrong(
      long sector, int oldest, int newest, long address, byte[] bytes, int i) {
    return new InvariantViolation(
        "memory at 0x%x should hold version %s of sector %d, but holds %s"
            .formatted(
                address + ((long) i << SectorContent.SHIFT),
                oldest == newest ? oldest : oldest + " to " + newest,
                sector,
                SectorContent.describe(bytes, i << SectorContent.SHIFT)));
  }

  private byte[] room(int size) {
    if (buffer.length < size) {
      buffer = new byte[size];
    }
    return buffer;
  }

  /** Sectors compared so far. */
  long checked() {
    return checked;
  }
}
