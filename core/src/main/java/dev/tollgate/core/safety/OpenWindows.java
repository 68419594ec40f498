package dev.tollgate.core.safety;

/** Windows still open at the end of a run. */
final class OpenWindows {

  private final WideSum total = new WideSum();
  private long count;
  private long longest;

  /** One of them, open for so long until the end. */
  void add(long picoseconds) {
    count++;
    total.add(picoseconds);
    longest = Math.max(longest, picoseconds);
  }

  /** How many. */
  long count() {
    return count;
  }

  /** Picoseconds until the end, together. */
  WideSum total() {
    return total;
  }

  /** Picoseconds until the end, of the one that began first. */
  long longest() {
    return longest;
  }
}
