package dev.tollgate.workload.disk;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Longs;
import dev.tollgate.workload.disk.ffsb.FfsbCall;
import dev.tollgate.workload.disk.ffsb.FfsbResult;
import dev.tollgate.workload.disk.ffsb.FfsbStatistics;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How long the system calls of one group of threads took, as its {@code [stats]} asks for. */
final class FfsbCallTimes {

  private static final long MICROSECOND = 1_000_000;

  private static final class Times {
    private final long[] inRanges;
    private long count;
    private long least = Long.MAX_VALUE;
    private long most;
    private long total;

    Times(int ranges) {
      inRanges = new long[ranges];
    }
  }

  private final @Nullable FfsbStatistics wanted;
  private final Map<FfsbCall, Times> calls = new EnumMap<>(FfsbCall.class);

  /** No call was made. */
  FfsbCallTimes(@Nullable FfsbStatistics wanted) {
    this.wanted = wanted;
  }

  /** A call took a time in picoseconds. */
  void record(FfsbCall call, long picoseconds) {
    FfsbStatistics statistics = wanted;
    if (statistics == null || statistics.ignored().contains(call)) {
      return;
    }
    Times times = calls.computeIfAbsent(call, each -> new Times(statistics.ranges().size()));
    long time = picoseconds / MICROSECOND;
    times.count++;
    times.least = Math.min(times.least, time);
    times.most = Math.max(times.most, time);
    times.total += time;
    for (int i = 0; i < times.inRanges.length; i++) {
      FfsbStatistics.Range span = statistics.ranges().get(i);
      if (time >= span.fromMicroseconds() && time < span.toMicroseconds()) {
        times.inRanges[i]++;
      }
    }
  }

  /** What there is to print. */
  ImmutableMap<FfsbCall, FfsbResult.Call> result() {
    ImmutableMap.Builder<FfsbCall, FfsbResult.Call> result = ImmutableMap.builder();
    calls.forEach(
        (call, times) ->
            result.put(
                call,
                new FfsbResult.Call(
                    times.count,
                    times.least,
                    times.most,
                    times.total,
                    ImmutableList.copyOf(Longs.asList(times.inRanges)))));
    return result.buildOrThrow();
  }
}
