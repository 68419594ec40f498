package dev.tollgate.workload.trace;

import dev.tollgate.core.error.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kernel trace and the log of the IOMMU unit of the same run, brought to one clock.
 *
 * <p>The trace says what the kernel mapped and unmapped, in seconds since boot; the log says what
 * devices touched and what the unit forgot, in wall time. {@link #align} finds the distance of the
 * clocks from the pages alone ({@link ClockFit}): no device number, domain or offset is given. The
 * trace may cover any part of the log. {@link #open} then delivers both in one order.
 */
public final class DeviceLog {

  private static final String TRACE_SUFFIX = ".ftrace.gz";
  private static final String LOG_SUFFIX = ".vtd.gz";

  private final Path trace;
  private final Path log;
  private final LogClock clock;
  private final boolean[] domains;
  private final List<MappedBefore> before;
  private final JoinReport report;
  private final long firstNanos;
  private final long lastNanos;

  private DeviceLog(
      Path trace,
      Path log,
      LogClock clock,
      boolean[] domains,
      List<MappedBefore> before,
      JoinReport report,
      long firstNanos,
      long lastNanos) {
    this.trace = trace;
    this.log = log;
    this.clock = clock;
    this.domains = domains;
    this.before = before;
    this.report = report;
    this.firstNanos = firstNanos;
    this.lastNanos = lastNanos;
  }

  /**
   * Returns the log that lies beside a trace ({@code X.vtd.gz} beside {@code X.ftrace.gz}), or null
   * if there is none.
   */
  public static @Nullable Path beside(Path trace) {
    String name = String.valueOf(trace.getFileName());
    if (!name.endsWith(TRACE_SUFFIX)) {
      return null;
    }
    String stem = name.substring(0, name.length() - TRACE_SUFFIX.length());
    Path log = trace.resolveSibling(stem + LOG_SUFFIX);
    return Files.isRegularFile(log) ? log : null;
  }

  /**
   * Reads both files and finds how their clocks lie to each other.
   *
   * @throws BadInputException if one of the files is not what it should be, or if the log does not
   *     fit the trace: fewer than half of its accesses to pages of the trace fall into a mapping
   */
  public static DeviceLog align(Path trace, Path log) {
    TraceSpans spans;
    try (KernelTraceReader reader = kernelTrace(trace)) {
      spans = new TraceSpans(reader);
    }
    LogObservations observations;
    try (UnitLogReader reader = unitLog(log)) {
      observations = new LogObservations(reader, spans.spans());
    }
    ClockFit fit = new ClockFit(spans.spans(), observations);
    LogClock clock = fit.fit();
    if (clock == null) {
      throw misfit(trace, log, observations);
    }
    JoinCensus all = census(trace, log, clock, new boolean[0], spans, new long[1]);
    boolean[] domains = flags(all.domains());
    long[] foreign = new long[1];
    JoinCensus own = census(trace, log, clock, domains, spans, foreign);
    JoinReport report = own.report(clock, fit.uncertaintyNanos(), foreign[0]);
    if (report.inMapping() <= report.elsewhere() + report.afterUnmap()) {
      throw misfit(trace, log, observations);
    }
    return new DeviceLog(
        trace, log, clock, domains, own.before(), report, spans.firstNanos(), spans.lastNanos());
  }

  /** Opens both files from their beginnings, as one stream of events. */
  public JoinedReader open() {
    return new JoinedReader(
        kernelTrace(trace), unitLog(log), clock, domains, before, firstNanos, lastNanos);
  }

  /** Returns how well the log fits the trace. */
  public JoinReport report() {
    return report;
  }

  /** Returns the conversion between the clocks. */
  public LogClock clock() {
    return clock;
  }

  /** Returns the pages mapped before the trace began, as far as the log shows, by address. */
  public List<MappedBefore> mappedBefore() {
    return before;
  }

  private static JoinCensus census(
      Path trace, Path log, LogClock clock, boolean[] domains, TraceSpans spans, long[] foreign) {
    JoinCensus census = new JoinCensus();
    try (JoinedReader reader =
        new JoinedReader(
            kernelTrace(trace),
            unitLog(log),
            clock,
            domains,
            List.of(),
            spans.firstNanos(),
            spans.lastNanos())) {
      census.count(reader);
      foreign[0] = reader.foreign();
    }
    return census;
  }

  private static boolean[] flags(List<Integer> domains) {
    int highest = domains.isEmpty() ? 0 : domains.get(domains.size() - 1);
    boolean[] flags = new boolean[highest + 1];
    domains.forEach(domain -> flags[domain] = true);
    return flags;
  }

  private static BadInputException misfit(Path trace, Path log, LogObservations observations) {
    return TraceErrors.badInput(
        log,
        0,
        "does not fit "
            + trace
            + ": of its "
            + observations.considered()
            + " fills and page invalidations, "
            + observations.count()
            + " are of pages that the trace maps, and no distance of the clocks explains them;"
            + " expected the IOMMU unit's log of the same run");
  }

  private static KernelTraceReader kernelTrace(Path file) {
    TraceReader reader = TraceReader.open(file);
    if (reader instanceof KernelTraceReader kernel) {
      return kernel;
    }
    reader.close();
    throw TraceErrors.badInput(file, 0, "is not kernel trace text but: " + reader.format().text());
  }

  private static UnitLogReader unitLog(Path file) {
    TraceReader reader = TraceReader.open(file);
    if (reader instanceof UnitLogReader log) {
      return log;
    }
    reader.close();
    throw TraceErrors.badInput(file, 0, "is not an IOMMU unit log but: " + reader.format().text());
  }
}
