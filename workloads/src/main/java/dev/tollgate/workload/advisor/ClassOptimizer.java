package dev.tollgate.workload.advisor;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds the size classes with the least slack for a demand, exactly, by dynamic programming over
 * the sizes asked for: in a best set every class is such a size, rounded up to the alignment and to
 * the smallest object there is.
 *
 * <p>Powers of two from 32 bytes on are always classes where {@code naturalAlignment} is kept, as
 * Linux has promised since 5.4: an object of such a size is aligned to it. Work grows with the
 * square of the number of sizes, at most {@value SizeClasses#LARGEST} / alignment.
 */
public final class ClassOptimizer {

  private static final int LEAST_POWER = 32;
  private static final long IMPOSSIBLE = Long.MAX_VALUE;

  private final int[] candidates;
  private final boolean[] required;

  /** Weight, and weight times size, of all requests up to and with each candidate. */
  private final long[] weightUpTo;

  private final long[] bytesUpTo;

  /**
   * An optimizer for one demand.
   *
   * @param demand by size; what is above the largest class does not count
   * @param alignment least alignment in bytes, a power of two: classes are multiples of it
   * @param naturalAlignment whether powers of two stay classes
   */
  public ClassOptimizer(
      List<SizeDemand> demand, Weight weight, int alignment, boolean naturalAlignment) {
    TreeMap<Integer, long[]> sums = new TreeMap<>();
    TreeSet<Integer> powers = new TreeSet<>();
    powers.add(SizeClasses.LARGEST);
    for (int size = Math.max(LEAST_POWER, alignment);
        naturalAlignment && size < SizeClasses.LARGEST;
        size *= 2) {
      powers.add(size);
    }
    powers.forEach(power -> sums.put(power, new long[2]));
    for (SizeDemand size : demand) {
      if (size.bytes() <= SizeClasses.LARGEST) {
        int rounded = (int) ((size.bytes() + alignment - 1) / alignment * alignment);
        rounded = Math.max(rounded, SizeClasses.SMALLEST);
        long[] sum = sums.computeIfAbsent(rounded, any -> new long[2]);
        sum[0] += size.weight(weight);
        sum[1] += size.weight(weight) * size.bytes();
      }
    }
    candidates = new int[sums.size()];
    required = new boolean[sums.size()];
    weightUpTo = new long[sums.size() + 1];
    bytesUpTo = new long[sums.size() + 1];
    int place = 0;
    for (var entry : sums.entrySet()) {
      candidates[place] = entry.getKey();
      required[place] = powers.contains(entry.getKey());
      weightUpTo[place + 1] = weightUpTo[place] + entry.getValue()[0];
      bytesUpTo[place + 1] = bytesUpTo[place] + entry.getValue()[1];
      place++;
    }
  }

  /** The fewest classes there can be: those that are always there. */
  public int fewest() {
    int count = 0;
    for (boolean one : required) {
      count += one ? 1 : 0;
    }
    return count;
  }

  /** The most classes that can be of use: one for each rounded size. */
  public int most() {
    return candidates.length;
  }

  /**
   * The set of at most {@code count} classes with the least slack; of equal ones, the one with the
   * fewest classes.
   *
   * @throws IllegalArgumentException if {@code count} is less than {@link #fewest}
   */
  public SizeClasses best(int count) {
    if (count < fewest()) {
      throw new IllegalArgumentException(count + " classes; at least " + fewest() + " are needed");
    }
    int classes = Math.min(count, candidates.length);
    int last = candidates.length - 1;
    int[][] before = new int[classes + 1][candidates.length];
    long[] slack = new long[candidates.length];
    Arrays.fill(slack, IMPOSSIBLE);
    int bestCount = 0;
    long best = IMPOSSIBLE;
    for (int used = 1; used <= classes; used++) {
      slack = used == 1 ? first(before[1]) : next(slack, before[used]);
      if (slack[last] < best) {
        best = slack[last];
        bestCount = used;
      }
    }
    int[] chosen = new int[bestCount];
    int place = last;
    for (int used = bestCount; used >= 1; used--) {
      chosen[used - 1] = candidates[place];
      place = before[used][place];
    }
    return new SizeClasses(ImmutableIntArray.copyOf(chosen));
  }

  /** Slack of what is up to each candidate if that alone is a class. */
  private long[] first(int[] before) {
    long[] slack = new long[candidates.length];
    for (int to = 0; to < candidates.length; to++) {
      slack[to] = to > 0 && requiredBetween(-1, to) ? IMPOSSIBLE : slack(-1, to);
      before[to] = -1;
    }
    return slack;
  }

  /** Slack of what is up to each candidate if that is the last of one class more. */
  private long[] next(long[] slack, int[] before) {
    long[] more = new long[candidates.length];
    Arrays.fill(more, IMPOSSIBLE);
    for (int to = 1; to < candidates.length; to++) {
      for (int from = to - 1; from >= 0; from--) {
        if (slack[from] != IMPOSSIBLE && slack[from] + slack(from, to) < more[to]) {
          more[to] = slack[from] + slack(from, to);
          before[to] = from;
        }
        if (required[from]) {
          break;
        }
      }
    }
    return more;
  }

  private boolean requiredBetween(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      if (required[i]) {
        return true;
      }
    }
    return false;
  }

  /**
   * Slack of requests above candidate {@code from} that the class of candidate {@code to} serves.
   */
  private long slack(int from, int to) {
    return candidates[to] * (weightUpTo[to + 1] - weightUpTo[from + 1])
        - (bytesUpTo[to + 1] - bytesUpTo[from + 1]);
  }
}
