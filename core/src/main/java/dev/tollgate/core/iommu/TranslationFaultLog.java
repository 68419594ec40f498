package dev.tollgate.core.iommu;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.iommu.TranslationFault.Reason;

/**
 * The last faults of an IOMMU in a ring, and the number of all of them.
 *
 * <p>{@link #record} allocates nothing; when the ring is full, the oldest fault is overwritten.
 */
public final class TranslationFaultLog {

  private static final Reason[] REASONS = Reason.values();

  private final long[] times;
  private final int[] devices;
  private final long[] busAddresses;
  private final boolean[] writes;
  private final Reason[] reasons;
  private final long[] totals = new long[REASONS.length];
  private long total;
  private int next;

  /**
   * Makes an empty log.
   *
   * @param capacity faults it keeps, at least 1
   */
  public TranslationFaultLog(int capacity) {
    checkArgument(capacity >= 1, "a fault log keeps at least 1 fault, not %s", capacity);
    times = new long[capacity];
    devices = new int[capacity];
    busAddresses = new long[capacity];
    writes = new boolean[capacity];
    reasons = new Reason[capacity];
  }

  /** Notes a fault; the parameters are those of {@link TranslationFault}. */
  public void record(long time, int device, long busAddress, boolean write, Reason reason) {
    int at = next;
    times[at] = time;
    devices[at] = device;
    busAddresses[at] = busAddress;
    writes[at] = write;
    reasons[at] = reason;
    next = at + 1 == times.length ? 0 : at + 1;
    totals[indexOf(reason)]++;
    total++;
  }

  @SuppressWarnings("EnumOrdinal") // an array index that leaves no trace outside this object
  private static int indexOf(Reason reason) {
    return reason.ordinal();
  }

  /** Number of faults noted, the overwritten ones included. */
  public long total() {
    return total;
  }

  /** Number of faults noted for one reason, the overwritten ones included. */
  public long total(Reason reason) {
    return totals[indexOf(reason)];
  }

  /** The faults still kept, oldest first. */
  public ImmutableList<TranslationFault> faults() {
    int capacity = times.length;
    int kept = (int) Math.min(total, capacity);
    ImmutableList.Builder<TranslationFault> faults = ImmutableList.builderWithExpectedSize(kept);
    for (int i = 0; i < kept; i++) {
      int at = Math.floorMod(next - kept + i, capacity);
      faults.add(
          new TranslationFault(times[at], devices[at], busAddresses[at], writes[at], reasons[at]));
    }
    return faults.build();
  }
}
