package dev.tollgate.workload.disk;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.metric.Distribution;
import java.util.Arrays;

/** For how long how many commands were in a disk at once. */
final class DepthMeter {

  private long[] picoseconds = new long[64];
  private int depth;
  private int most;
  private long since;

  /** One more is there from {@code now} on. */
  void arrived(long now) {
    account(now);
    depth++;
    most = Math.max(most, depth);
    if (depth == picoseconds.length) {
      picoseconds = Arrays.copyOf(picoseconds, 2 * depth);
    }
  }

  /** One less is there from {@code now} on. */
  void left(long now) {
    account(now);
    depth--;
  }

  private void account(long now) {
    picoseconds[depth] += now - since;
    since = now;
  }

  /** Commands there now. */
  int now() {
    return depth;
  }

  /** Most commands that were ever there at once. */
  int most() {
    return most;
  }

  /** Picoseconds in which there was any, up to the last change. */
  long busyPicoseconds() {
    long sum = 0;
    for (int i = 1; i <= most; i++) {
      sum += picoseconds[i];
    }
    return sum;
  }

  /** Mean number of commands while there was any, in thousandths; 0 if there never was. */
  long meanThousandths() {
    long weighted = 0;
    long time = 0;
    for (int i = 1; i <= most; i++) {
      weighted += i * (picoseconds[i] / 1_000);
      time += picoseconds[i] / 1_000;
    }
    return time == 0 ? 0 : weighted / Math.max(1, time / 1_000);
  }

  /** Microseconds at each depth, in ranges of powers of two. */
  Distribution distribution(String name, String meaning) {
    ImmutableList.Builder<Distribution.Bin> bins = ImmutableList.builder();
    for (int from = 0; from <= most; from = from == 0 ? 1 : 2 * from) {
      int to = from == 0 ? 0 : 2 * from - 1;
      long sum = 0;
      for (int i = from; i <= Math.min(to, most); i++) {
        sum += picoseconds[i];
      }
      if (sum >= 1_000_000) {
        bins.add(new Distribution.Bin(from, to, sum / 1_000_000));
      }
    }
    return new Distribution(name, "commands", meaning, bins.build());
  }
}
