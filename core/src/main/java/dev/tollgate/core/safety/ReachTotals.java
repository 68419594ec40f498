package dev.tollgate.core.safety;

/**
 * How many bytes the devices of a domain could reach for how long, in byte·picoseconds, by whether
 * anybody wanted them to.
 *
 * <p>Every byte of a reachable I/O page belongs to exactly one of {@link #entitled}, {@link
 * #subPage}, {@link #stale} and {@link #standing}. {@link #excessRead} and {@link #excessWrite} are
 * parts of {@link #entitled}.
 */
final class ReachTotals {

  /** Bytes of mapped buffers. */
  final WideSum entitled = new WideSum();

  /** Bytes outside any buffer, on pages that hold a mapped one. */
  final WideSum subPage = new WideSum();

  /** Pages still reachable after their buffers were unmapped or their entries cleared. */
  final WideSum stale = new WideSum();

  /** Pages open without any buffer ever having been mapped there. */
  final WideSum standing = new WideSum();

  /** Bytes of mapped buffers that a device could read though only entitled to write. */
  final WideSum excessRead = new WideSum();

  /** Bytes of mapped buffers that a device could write though only entitled to read. */
  final WideSum excessWrite = new WideSum();

  /** A page was reachable after its time. */
  void stalePage(long picoseconds) {
    stale.add(Grant.PAGE_BYTES, picoseconds);
  }

  /** A page without buffers was reachable. */
  void standingPage(long picoseconds) {
    standing.add(Grant.PAGE_BYTES, picoseconds);
  }

  /** A page with one buffer was reachable with {@code rights}. */
  void pageOf(long single, int rights, long picoseconds) {
    int bytes = Grant.bytes(single);
    page(bytes, picoseconds);
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

  /** A page with several buffers was reachable with {@code rights}. */
  void pageOf(SharedPage shared, int rights, long picoseconds) {
    int bytes = shared.bytes();
    page(bytes, picoseconds);
    if ((rights & Rights.READ) != 0) {
      excessRead.add(bytes - shared.bytes(Rights.READ), picoseconds);
    }
    if ((rights & Rights.WRITE) != 0) {
      excessWrite.add(bytes - shared.bytes(Rights.WRITE), picoseconds);
    }
  }

  private void page(int bytes, long picoseconds) {
    entitled.add(bytes, picoseconds);
    if (bytes != Grant.PAGE_BYTES) {
      subPage.add(Grant.PAGE_BYTES - bytes, picoseconds);
    }
  }

  /** Adds what another domain's devices could reach. */
  void add(ReachTotals other) {
    entitled.add(other.entitled);
    subPage.add(other.subPage);
    stale.add(other.stale);
    standing.add(other.standing);
    excessRead.add(other.excessRead);
    excessWrite.add(other.excessWrite);
  }

  /** Everything reachable. */
  WideSum total() {
    WideSum sum = new WideSum();
    sum.add(entitled);
    sum.add(subPage);
    sum.add(stale);
    sum.add(standing);
    return sum;
  }
}
