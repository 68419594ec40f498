package dev.tollgate.workload.disk.ffsb;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

/** Results for tables. */
final class Results {

  static final long SECOND = 1_000_000_000_000L;
  private static final long MILLISECOND = SECOND / 1000;

  private Results() {}

  /** The run behind the output of one-group.txt: two threads for 2.04343 seconds. */
  static FfsbResult oneGroup() {
    return new FfsbResult(
        1_795_317_362,
        0,
        2043 * MILLISECOND + 430_000_000,
        new FfsbResult.Syncs(0, 0),
        ImmutableList.of(
            new FfsbResult.Group(
                ImmutableMap.of(
                    FfsbOperation.READ, operation(1990, 4),
                    FfsbOperation.WRITE, operation(645, 4),
                    FfsbOperation.CREATE, operation(665, 16)),
                ImmutableMap.of())),
        10 * MILLISECOND,
        209 * MILLISECOND,
        ImmutableList.of(0.0999));
  }

  static FfsbResult.Operation operation(long chosen, long blocks) {
    return new FfsbResult.Operation(chosen * blocks, chosen, chosen * blocks * 4096);
  }

  static FfsbResult of(long elapsed, ImmutableList<FfsbResult.Group> groups) {
    return new FfsbResult(
        0,
        3 * SECOND + 1,
        elapsed,
        new FfsbResult.Syncs(SECOND, 2 * SECOND - 1),
        groups,
        0,
        elapsed,
        ImmutableList.of(0.125, 0.5));
  }
}
