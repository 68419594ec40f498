package dev.tollgate.cli.report;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.results.CallSiteRecord;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.settings.NearestName;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** What rows of call sites are sorted by: the most first, but callers by name. */
public enum CallSiteOrder {
  /** Share of what was taken that nobody asked for. */
  FRAG,
  /** Objects taken, ever. */
  HIT,
  /** Bytes taken, ever. */
  BYTES,
  /** Bytes taken beyond what was asked for, ever. */
  SLACK,
  /** Objects given back on another CPU. */
  PINGPONG,
  /** Bytes taken by what is live. */
  LIVE,
  /** Most bytes taken at once. */
  PEAK,
  /** Age of the oldest live object. */
  AGE,
  /** The place's name. */
  CALLSITE;

  private Comparator<CallSiteRecord> comparator() {
    return switch (this) {
      case FRAG ->
          Comparator.<CallSiteRecord>comparingDouble(CallSiteOrder::fragmentation).reversed();
      case HIT -> Comparator.comparingLong(CallSiteRecord::allocations).reversed();
      case BYTES -> Comparator.comparingLong(CallSiteRecord::allocated).reversed();
      case SLACK -> Comparator.comparingLong(CallSiteRecord::slack).reversed();
      case PINGPONG -> Comparator.comparingLong(CallSiteRecord::otherCpuFrees).reversed();
      case LIVE -> Comparator.comparingLong(CallSiteRecord::liveAllocated).reversed();
      case PEAK -> Comparator.comparingLong(CallSiteRecord::peakAllocated).reversed();
      case AGE -> Comparator.comparingLong(CallSiteRecord::oldest).reversed();
      case CALLSITE -> Comparator.comparing(CallSiteRecord::caller);
    };
  }

  /**
   * The rows sorted by the first of {@code orders}, those that are equal by the next, and so on.
   */
  static ImmutableList<CallSiteRecord> sorted(
      List<CallSiteRecord> rows, List<CallSiteOrder> orders) {
    Comparator<CallSiteRecord> comparator = orders.get(0).comparator();
    for (CallSiteOrder order : orders) {
      comparator = comparator.thenComparing(order.comparator());
    }
    return ImmutableList.sortedCopyOf(comparator, rows);
  }

  /** Hundredths of what was taken that nobody asked for. */
  static double fragmentation(CallSiteRecord record) {
    return fragmentation(record.requested(), record.allocated());
  }

  static double fragmentation(long requested, long allocated) {
    return allocated == 0 ? 0.0 : 100.0 - 100.0 * requested / allocated;
  }

  /**
   * The orders with these names.
   *
   * @throws BadInputException if one is unknown
   */
  public static ImmutableList<CallSiteOrder> of(List<String> names) {
    List<String> known =
        Arrays.stream(values()).map(order -> Ascii.toLowerCase(order.name())).toList();
    ImmutableList.Builder<CallSiteOrder> orders = ImmutableList.builder();
    for (String name : names) {
      int index = known.indexOf(name);
      if (index < 0) {
        throw new BadInputException(
            "unknown sort key " + name + NearestName.hint(name, known, "sort keys"));
      }
      orders.add(values()[index]);
    }
    return orders.build();
  }
}
