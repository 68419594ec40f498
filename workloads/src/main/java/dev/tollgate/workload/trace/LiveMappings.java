package dev.tollgate.workload.trace;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which address ranges of a trace are mapped at this moment, to tell an unmap that fits from one
 * that does not.
 *
 * <p>One unmap may cover several neighbouring maps (the kernel maps a buffer piece by piece and
 * unmaps it whole) or a part of one, from its start. Address spaces are kept apart: the number of
 * the device for {@code dma:*} events, 0 for {@code iommu:*} events, which name none.
 *
 * <p>Memory grows with the number of different start addresses, not with the number of events.
 */
public final class LiveMappings {

  private static final long NEVER = -1;
  private static final long GONE = 0;

  private @Nullable LongTable[] spaces = new LongTable[1];
  private long count;
  private long bytes;
  private long peakBytes;

  /** How an unmap fits what is mapped. */
  public enum Match {
    /** All of it was mapped. */
    MATCHED,
    /** The trace never mapped nor unmapped it: it was mapped before the trace began. */
    MAPPED_BEFORE,
    /** It was unmapped already, or only a part of it is mapped. */
    UNMATCHED
  }

  /** Enters a map; false if a live mapping begins at the same address (it is replaced). */
  public boolean map(int space, long address, long size) {
    LongTable starts = space(space);
    long before = starts.get(address);
    starts.put(address, size);
    bytes += size;
    peakBytes = Math.max(peakBytes, bytes);
    if (before > GONE) {
      bytes -= before;
      return false;
    }
    count++;
    return true;
  }

  /** Takes out what an unmap covers. */
  public Match unmap(int space, long address, long size) {
    LongTable starts = space(space);
    long mapped = starts.get(address);
    if (mapped <= GONE) {
      starts.put(address, GONE);
      return mapped == NEVER ? Match.MAPPED_BEFORE : Match.UNMATCHED;
    }
    long at = address;
    long left = size;
    while (left > 0) {
      mapped = starts.get(at);
      if (mapped <= GONE) {
        return Match.UNMATCHED;
      }
      long taken = Math.min(mapped, left);
      starts.put(at, GONE);
      count--;
      bytes -= taken;
      at += taken;
      left -= taken;
      if (taken < mapped) {
        starts.put(at, mapped - taken);
        count++;
      }
    }
    return Match.MATCHED;
  }

  /** Returns how many mappings are live. */
  public long count() {
    return count;
  }

  /** Returns how many bytes of address space are mapped. */
  public long bytes() {
    return bytes;
  }

  /** Returns the most bytes mapped at one time. */
  public long peakBytes() {
    return peakBytes;
  }

  private LongTable space(int number) {
    if (number >= spaces.length) {
      spaces = Arrays.copyOf(spaces, Math.max(number + 1, 2 * spaces.length));
    }
    LongTable space = spaces[number];
    if (space == null) {
      space = new LongTable(NEVER);
      spaces[number] = space;
    }
    return space;
  }
}
