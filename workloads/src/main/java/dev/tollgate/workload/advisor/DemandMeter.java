package dev.tollgate.workload.advisor;

import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * Counts live objects by kind (a call site and a size), now, at the peak of all, and over time.
 *
 * <p>What every kind held at the peak is kept without copying all counts at each new peak: only
 * kinds that changed since the peak before are brought up to date.
 */
final class DemandMeter {

  private static final int NONE = -1;

  private final Long2IntOpenHashMap kindOfObject = new Long2IntOpenHashMap();
  private long[] bytes = new long[64];
  private long[] allocations = new long[64];
  private long[] held = new long[64];
  private long[] heldAtPeak = new long[64];
  private long[] heldTime = new long[64];
  private long[] lastChange = new long[64];
  private boolean[] changed = new boolean[64];
  private int[] changes = new int[64];
  private int changeCount;
  private int kinds;
  private boolean begun;
  private long begin;
  private long now;
  private long heldBytes;
  private long peakBytes;

  DemandMeter() {
    kindOfObject.defaultReturnValue(NONE);
  }

  /** Makes a kind of objects; kinds are numbered from 0 as they are made. */
  int addKind(long sizeInBytes) {
    if (kinds == bytes.length) {
      int wider = 2 * kinds;
      bytes = Arrays.copyOf(bytes, wider);
      allocations = Arrays.copyOf(allocations, wider);
      held = Arrays.copyOf(held, wider);
      heldAtPeak = Arrays.copyOf(heldAtPeak, wider);
      heldTime = Arrays.copyOf(heldTime, wider);
      lastChange = Arrays.copyOf(lastChange, wider);
      changed = Arrays.copyOf(changed, wider);
      changes = Arrays.copyOf(changes, wider);
    }
    bytes[kinds] = sizeInBytes;
    lastChange[kinds] = begun ? now : 0;
    return kinds++;
  }

  /** Lets time come to {@code time}, in any unit; it never goes back. */
  void advance(long time) {
    if (!begun) {
      begun = true;
      begin = time;
      Arrays.fill(lastChange, 0, kinds, time);
    }
    now = time;
  }

  /** An object appears; true if one of that name was live already, which is forgotten first. */
  boolean allocate(long object, int kind) {
    boolean again = free(object);
    kindOfObject.put(object, kind);
    change(kind, 1);
    allocations[kind]++;
    heldBytes += bytes[kind];
    if (heldBytes > peakBytes) {
      peakBytes = heldBytes;
      takePeak();
    }
    return again;
  }

  /** An object goes; false if none of that name was live. */
  boolean free(long object) {
    int kind = kindOfObject.remove(object);
    if (kind == NONE) {
      return false;
    }
    heldBytes -= bytes[kind];
    change(kind, -1);
    return true;
  }

  private void change(int kind, int more) {
    heldTime[kind] += held[kind] * (now - lastChange[kind]);
    lastChange[kind] = now;
    held[kind] += more;
    if (!changed[kind]) {
      changed[kind] = true;
      changes[changeCount++] = kind;
    }
  }

  private void takePeak() {
    for (int i = 0; i < changeCount; i++) {
      int kind = changes[i];
      heldAtPeak[kind] = held[kind];
      changed[kind] = false;
    }
    changeCount = 0;
  }

  /** Most bytes asked for and held at one time. */
  long peakBytes() {
    return peakBytes;
  }

  /** What was counted for a kind up to now. */
  SizeDemand demand(int kind) {
    long time = heldTime[kind] + held[kind] * (now - lastChange[kind]);
    long duration = now - begin;
    long thousandths =
        duration == 0
            ? 1000 * held[kind]
            : BigInteger.valueOf(time)
                .multiply(BigInteger.valueOf(1000))
                .divide(BigInteger.valueOf(duration))
                .longValueExact();
    return new SizeDemand(bytes[kind], allocations[kind], heldAtPeak[kind], thousandths);
  }
}
