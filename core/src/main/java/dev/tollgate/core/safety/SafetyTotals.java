package dev.tollgate.core.safety;

import dev.tollgate.core.error.InvariantViolation;

/** The figures of all domains of a finished run together. */
final class SafetyTotals {

  final ReachTotals reach = new ReachTotals();
  final WideSum crossDevice = new WideSum();
  final AccessCounts accesses = new AccessCounts();
  long shadowed;
  long uncovered;

  /** Adds a domain with so many devices. */
  void add(DomainExposure domain, int devices) {
    ReachTotals own = domain.reach;
    reach.add(own);
    for (int other = 1; other < devices; other++) {
      crossDevice.add(own.entitled);
    }
    accesses.add(domain.counts);
    shadowed += domain.reuses.shadowed;
    uncovered += domain.reuses.uncovered;
  }

  /** Without translation, all other memory was reachable all the time. */
  void addUntranslated(long bytes, long picoseconds) {
    WideSum rest = new WideSum();
    rest.addLarge(bytes, picoseconds);
    rest.subtract(reach.total());
    if (rest.isNegative()) {
      throw new InvariantViolation(
          "safety: buffers took more byte·picoseconds than %d bytes of memory have"
              .formatted(bytes));
    }
    reach.standing.add(rest);
  }

  /** Compares the counts with each other. */
  void check(WindowStatistics stale, WorstCaseStatistics worst, LateDmas late) {
    check(stale.isBalanced(), "stale windows begun and ended do not add up");
    check(worst.isBalanced(), "worst-case windows begun and ended do not add up");
    check(
        stale.count() == late.reached + late.prevented, "late DMAs do not add up to stale windows");
  }

  private static void check(boolean holds, String complaint) {
    if (!holds) {
      throw new InvariantViolation("safety: " + complaint);
    }
  }
}
