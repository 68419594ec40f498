package dev.tollgate.core.safety;

import dev.tollgate.core.error.InvariantViolation;
import java.math.BigInteger;

/** The figures of all domains of a finished run together, and whether they add up. */
final class SafetyTotals {

  private static final BigInteger PAGE_BYTES = BigInteger.valueOf(Grant.PAGE_BYTES);

  final ReachTotals reach = new ReachTotals();
  final AccessCounts accesses = new AccessCounts();

  /** Bytes of a device's buffers that others could reach, once for each of them, times ps. */
  BigInteger crossDevice = BigInteger.ZERO;

  /** Bytes on pages with a mapped buffer, outside of it, times picoseconds. */
  BigInteger subPage = BigInteger.ZERO;

  /** Bytes reachable in stale windows, times picoseconds. */
  BigInteger stale = BigInteger.ZERO;

  /** Bytes reachable on pages where no buffer was ever mapped, times picoseconds. */
  BigInteger standing = BigInteger.ZERO;

  /** Bytes reachable on dedicated pages outside of mapped buffers, times picoseconds. */
  BigInteger dedicated = BigInteger.ZERO;

  /** Bytes that could not be moved because they were mapped, times picoseconds. */
  BigInteger pinned = BigInteger.ZERO;

  long shadowed;
  long uncovered;
  private final ReachTotals untranslated = new ReachTotals(); // its part of the sum
  private BigInteger untranslatedBytes = BigInteger.ZERO; // times picoseconds
  private long reachableTime; // page·picoseconds modulo 2^64, counted another way

  /** Adds a domain with so many devices, whose books are closed. */
  void add(DomainExposure domain, int devices) {
    reach.add(domain.reach);
    crossDevice =
        crossDevice.add(domain.reach.entitled.exact().multiply(BigInteger.valueOf(devices - 1L)));
    accesses.add(domain.counts);
    shadowed += domain.reuses.shadowed;
    uncovered += domain.reuses.uncovered;
    if (domain.translated) {
      reachableTime += domain.reachableTime();
    } else {
      untranslated.add(domain.reach);
    }
  }

  /** Sums up, when all domains were added. */
  void sum(WindowStatistics windows) {
    WideSum staleTime = new WideSum();
    staleTime.add(windows.totalTime);
    staleTime.add(windows.open.total());
    BigInteger beside = reach.dedicatedBeside.exact();
    subPage = bytes(reach.usedTime()).subtract(reach.entitled.exact()).subtract(beside);
    dedicated = bytes(reach.dedicatedTime).add(beside);
    stale = bytes(staleTime);
    standing = bytes(reach.standingTime);
    pinned = bytes(reach.entryTime);
    check(subPage.signum() >= 0, "mapped buffers take more bytes than their pages have");
  }

  /**
   * Devices that nothing translates for reached all other memory, too, and what they had buffers on
   * was pinned; {@code bytes} is 0 if there are none.
   */
  void addUntranslated(long bytes, long picoseconds) {
    untranslatedBytes = BigInteger.valueOf(bytes).multiply(BigInteger.valueOf(picoseconds));
    BigInteger ofEntries = bytes(untranslated.entryTime);
    BigInteger rest = untranslatedBytes.subtract(ofEntries);
    check(rest.signum() >= 0, "mapped buffers take more bytes than memory has");
    standing = standing.add(rest);
    pinned = pinned.subtract(ofEntries).add(bytes(untranslated.usedTime()));
  }

  /** Compares the sum with the time that pages were reachable, which was counted on its own. */
  void checkReachableTime() {
    long parts = total().subtract(untranslatedBytes).shiftRight(Grant.PAGE_SHIFT).longValue();
    check(
        reachableTime == parts,
        "page·picoseconds of reach, modulo 2^64: counted %d, sum of parts %d"
            .formatted(reachableTime, parts));
  }

  private static BigInteger bytes(WideSum pageTime) {
    return pageTime.exact().multiply(PAGE_BYTES);
  }

  /** Everything reachable, in byte·picoseconds. */
  BigInteger total() {
    return reach.entitled.exact().add(subPage).add(stale).add(standing).add(dedicated);
  }

  private static void check(boolean holds, String complaint) {
    if (!holds) {
      throw new InvariantViolation("safety: " + complaint);
    }
  }
}
