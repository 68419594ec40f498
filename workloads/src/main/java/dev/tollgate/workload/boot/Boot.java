package dev.tollgate.workload.boot;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.Workload;
import dev.tollgate.core.spi.WorkloadContext;
import dev.tollgate.core.spi.WorkloadDemands;
import org.jspecify.annotations.Nullable;

/**
 * The boot of a small machine: runs until the shell has printed {@code /proc/meminfo}, or until a
 * request is refused that the kernel cannot do without. Both are results.
 */
final class Boot implements Workload {

  private final BootOptions options;
  private final ImmutableList<BootRow> rows;
  private @Nullable BootReport report;

  Boot(BootOptions options, ImmutableList<BootRow> rows) {
    this.options = options;
    this.rows = rows;
  }

  @Override
  public WorkloadDemands demands() {
    return new WorkloadDemands(ImmutableList.of(), 0, ImmutableSet.of());
  }

  @Override
  public void run(WorkloadContext context) {
    report = new BootRun(options, context.machine(), context.source()).run(rows);
    context.progress().accept(rows.size());
  }

  @Override
  public void report(MetricSink sink) {
    if (report != null) {
      report.report(sink);
    }
  }

  /** How it went, once it was run. */
  @Nullable BootReport report() {
    return report;
  }
}
