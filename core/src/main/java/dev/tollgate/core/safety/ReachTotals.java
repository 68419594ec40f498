package dev.tollgate.core.safety;

/**
 * What the entries of a domain's table let its devices reach, and for how long.
 *
 * <p>Times are page·picoseconds, bytes are byte·picoseconds. Stale windows are not in here: what is
 * reachable in them follows from their length.
 */
final class ReachTotals {

  /** Entries present. */
  final WideSum entryTime = new WideSum();

  /** The part of it in which no mapped buffer was reachable through the entry. */
  final WideSum idleTime = new WideSum();

  /** The part of that in which no buffer had ever been mapped on the page. */
  final WideSum standingTime = new WideSum();

  /**
   * Dedicated pages in which no mapped buffer was reachable: with an entry for none, or through a
   * translation that outlived its buffer.
   */
  final WideSum dedicatedTime = new WideSum();

  /** Bytes on dedicated pages beside the mapped buffers there. */
  final WideSum dedicatedBeside = new WideSum();

  /** Bytes of mapped buffers. */
  final WideSum entitled = new WideSum();

  /** Bytes of mapped buffers that a device could read though only entitled to write. */
  final WideSum excessRead = new WideSum();

  /** Bytes of mapped buffers that a device could write though only entitled to read. */
  final WideSum excessWrite = new WideSum();

  /** A page with one buffer was reachable through an entry with {@code rights}. */
  void pageOf(long single, int rights, long picoseconds) {
    entryTime.add(picoseconds);
    int bytes = Grant.bytes(single);
    entitled.add(bytes, picoseconds);
    int excess = rights & ~Grant.rights(single);
    if (excess != 0) {
      if ((excess & Rights.READ) != 0) {
        excessRead.add(bytes, picoseconds);
      }
      if ((excess & Rights.WRITE) != 0) {
        excessWrite.add(bytes, picoseconds);
      }
    }
  }

  /** A page with several buffers was reachable through an entry with {@code rights}. */
  void pageOf(SharedPage shared, int rights, long picoseconds) {
    entryTime.add(picoseconds);
    int bytes = shared.bytes();
    entitled.add(bytes, picoseconds);
    if ((rights & Rights.READ) != 0) {
      excessRead.add(bytes - shared.bytes(Rights.READ), picoseconds);
    }
    if ((rights & Rights.WRITE) != 0) {
      excessWrite.add(bytes - shared.bytes(Rights.WRITE), picoseconds);
    }
  }

  /** The page was a dedicated one, with so many bytes of mapped buffers. */
  void besideOnDedicated(int bufferBytes, long picoseconds) {
    dedicatedBeside.add(Grant.PAGE_BYTES - bufferBytes, picoseconds);
  }

  /** An entry was present that no mapped buffer was reachable through. */
  void idle(long picoseconds) {
    entryTime.add(picoseconds);
    idleTime.add(picoseconds);
  }

  /** Adds what another domain's devices could reach. */
  void add(ReachTotals other) {
    entryTime.add(other.entryTime);
    idleTime.add(other.idleTime);
    standingTime.add(other.standingTime);
    dedicatedTime.add(other.dedicatedTime);
    dedicatedBeside.add(other.dedicatedBeside);
    entitled.add(other.entitled);
    excessRead.add(other.excessRead);
    excessWrite.add(other.excessWrite);
  }

  /** Page·picoseconds in which an entry led to a mapped buffer. */
  WideSum usedTime() {
    WideSum used = new WideSum();
    used.add(entryTime);
    used.subtract(idleTime);
    return used;
  }
}
