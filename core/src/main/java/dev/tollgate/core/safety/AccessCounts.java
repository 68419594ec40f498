package dev.tollgate.core.safety;

/** Accesses of the devices of a domain, by what they were entitled to and what they met. */
final class AccessCounts {

  private static final int OUTCOMES = StrayOutcome.values().length;

  private final long[] strayReads = new long[OUTCOMES];
  private final long[] strayWrites = new long[OUTCOMES];
  private final long[] strayBytes = new long[OUTCOMES];

  /** Those that reached the bytes a driver had entitled the device to. */
  long entitled;

  /** Those that a driver had entitled the device to, but that were refused. */
  long refused;

  /** Those entitled that reached another frame than the mapped one: silent corruption. */
  long misdirected;

  /** Bytes of {@link #misdirected}. */
  long misdirectedBytes;

  /** Counts an access without entitlement. */
  void stray(StrayOutcome outcome, boolean write, int bytes) {
    int index = indexOf(outcome);
    if (write) {
      strayWrites[index]++;
    } else {
      strayReads[index]++;
    }
    strayBytes[index] += bytes;
  }

  @SuppressWarnings("EnumOrdinal") // an array index that leaves no trace outside this object
  private static int indexOf(StrayOutcome outcome) {
    return outcome.ordinal();
  }

  long strayReads(StrayOutcome outcome) {
    return strayReads[indexOf(outcome)];
  }

  long strayWrites(StrayOutcome outcome) {
    return strayWrites[indexOf(outcome)];
  }

  long strayBytes(StrayOutcome outcome) {
    return strayBytes[indexOf(outcome)];
  }

  /** All accesses without entitlement. */
  long strays() {
    long sum = 0;
    for (int i = 0; i < OUTCOMES; i++) {
      sum += strayReads[i] + strayWrites[i];
    }
    return sum;
  }

  /** Adds the counts of another domain. */
  void add(AccessCounts other) {
    for (int i = 0; i < OUTCOMES; i++) {
      strayReads[i] += other.strayReads[i];
      strayWrites[i] += other.strayWrites[i];
      strayBytes[i] += other.strayBytes[i];
    }
    entitled += other.entitled;
    refused += other.refused;
    misdirected += other.misdirected;
    misdirectedBytes += other.misdirectedBytes;
  }

  /** All accesses, each within one I/O page. */
  long all() {
    return entitled + refused + misdirected + strays();
  }
}
