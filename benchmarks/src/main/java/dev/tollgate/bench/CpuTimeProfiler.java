package dev.tollgate.bench;

import com.google.common.collect.ImmutableList;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;

/**
 * Processor time of one operation, in nanoseconds: that of the whole Java machine, compiler and
 * collector included, divided by the operations of an iteration; the median of all iterations. On a
 * machine that others use too, it says more than the time elapsed.
 *
 * <p>A benchmark that measures a part of itself ({@link MeasuredPart}) has that part's figure
 * instead.
 */
public final class CpuTimeProfiler implements InternalProfiler {

  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private long before;

  @Override
  public String getDescription() {
    return "Processor time of one operation: the median of all iterations";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    MeasuredPart.reset();
    before = system.getProcessCpuTime();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    if (MeasuredPart.isMeasured()) {
      return ImmutableList.of(
          new MedianResult("cpu", MeasuredPart.nanosecondsPerUnit(), "ns/event"));
    }
    double nanoseconds = system.getProcessCpuTime() - before;
    return ImmutableList.of(
        new MedianResult("cpu", nanoseconds / result.getMetadata().getAllOps(), "ns/op"));
  }
}
