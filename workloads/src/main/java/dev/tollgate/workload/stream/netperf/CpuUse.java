package dev.tollgate.workload.stream.netperf;

import com.google.common.primitives.ImmutableLongArray;
import dev.tollgate.workload.text.CFormat;

/**
 * How long each CPU of one side was busy during the test.
 *
 * @param busyPicoseconds busy time of each CPU, by number; not empty, none negative
 */
public record CpuUse(ImmutableLongArray busyPicoseconds) {

  /** Checks the times. */
  public CpuUse {
    if (busyPicoseconds.isEmpty()) {
      throw new IllegalArgumentException("a machine has at least one CPU");
    }
    for (int cpu = 0; cpu < busyPicoseconds.length(); cpu++) {
      if (busyPicoseconds.get(cpu) < 0) {
        throw new IllegalArgumentException(
            "CPU " + cpu + " was busy for " + busyPicoseconds.get(cpu) + " ps");
      }
    }
  }

  /** A CPU use from busy times in picoseconds. */
  public static CpuUse of(long... busyPicoseconds) {
    return new CpuUse(ImmutableLongArray.copyOf(busyPicoseconds));
  }

  /** Number of CPUs. */
  public int cpus() {
    return busyPicoseconds.length();
  }

  /** Busy time of all CPUs together, in picoseconds. */
  public long totalPicoseconds() {
    return busyPicoseconds.stream().reduce(0, Math::addExact);
  }

  /** Percent of all CPUs together, as netperf says it: 100 if all were busy all the time. */
  public double utilization(long elapsedPicoseconds) {
    return percent(elapsedPicoseconds) / cpus();
  }

  /** Percent of one CPU, as papers say it: 200 if two were busy all the time. */
  public double percent(long elapsedPicoseconds) {
    return 100.0 * totalPicoseconds() / elapsedPicoseconds;
  }

  /** CPU use beside the most there could have been: {@code 62.1% of 200%}. */
  public String ofPotential(long elapsedPicoseconds) {
    return CFormat.format("%.1f%% of %d%%", percent(elapsedPicoseconds), 100L * cpus());
  }
}
