package dev.tollgate.workload.disk;

import dev.tollgate.core.error.InvariantViolation;

/**
 * The bytes a disk holds: what was written to each sector last, as it came over the bus.
 *
 * <p>A sector that arrives must be a version of that very sector: the disk keeps the version that
 * the bytes themselves name. Anything else was read from the wrong place in memory, and the run
 * fails.
 */
final class Platters {

  private final SectorContent content;
  private final SectorVersions versions = new SectorVersions();
  private final String device;

  /** A disk whose sectors all have version 0. */
  Platters(String device, SectorContent content) {
    this.device = device;
    this.content = content;
  }

  /** Puts what the disk holds into {@code target}. */
  void load(long sector, int sectors, byte[] target) {
    for (int i = 0; i < sectors; i++) {
      content.fill(sector + i, versions.get(sector + i), target, i << SectorContent.SHIFT);
    }
  }

  /**
   * Takes over what arrived.
   *
   * @throws InvariantViolation if it is not what somebody wrote to these sectors
   */
  void store(long sector, int sectors, byte[] source) {
    for (int i = 0; i < sectors; i++) {
      int offset = i << SectorContent.SHIFT;
      int version = content.versionIn(source, offset, sector + i);
      if (version == SectorContent.FOREIGN) {
        throw new InvariantViolation(
            "%s was to write sector %d, but read %s from memory"
                .formatted(device, sector + i, SectorContent.describe(source, offset)));
      }
      versions.set(sector + i, version);
    }
  }

  /** The version that the disk holds of a sector. */
  int version(long sector) {
    return versions.get(sector);
  }
}
