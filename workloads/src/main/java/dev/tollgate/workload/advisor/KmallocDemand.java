package dev.tollgate.workload.advisor;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.workload.trace.TraceReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What a trace asks of kmalloc, by call site and size.
 *
 * @param sites call sites in the order they first appear
 * @param peakBytes most bytes asked for and held at one time
 * @param peakLine line of the trace, from 1, whose request made them so many
 * @param allocations requests answered
 * @param failed requests that the traced kernel did not answer; they count nowhere else
 * @param strangeFrees objects freed that the trace never allocated, mostly older than the trace
 * @param allocatedTwice objects allocated anew while live: their free is missing from the trace
 */
public record KmallocDemand(
    ImmutableList<SiteDemand> sites,
    long peakBytes,
    long peakLine,
    long allocations,
    long failed,
    long strangeFrees,
    long allocatedTwice) {

  /** Site of requests in traces that name no call sites. */
  public static final String NO_SITE = "(no call site)";

  /**
   * Reads a whole trace, kernel text or plain.
   *
   * @throws BadInputException if it is no trace, or holds no kmalloc
   */
  public static KmallocDemand of(Path trace) {
    KmallocDemand demand;
    try (TraceReader reader = TraceReader.open(trace)) {
      demand = new DemandReader(reader).read();
    }
    if (demand.allocations == 0) {
      throw new BadInputException(
          trace + ": no kmalloc in it; expected kmem:kmalloc events or lines 'kmalloc ID SIZE'");
    }
    return demand;
  }

  /** By size alone, smallest first. */
  public ImmutableList<SizeDemand> sizes() {
    TreeMap<Long, SizeDemand> bySize = new TreeMap<>();
    for (SiteDemand site : sites) {
      for (SizeDemand size : site.sizes()) {
        bySize.merge(size.bytes(), size, SizeDemand::plus);
      }
    }
    return ImmutableList.copyOf(bySize.values());
  }

  static ImmutableList<SiteDemand> grouped(
      List<String> sites, DemandMeter meter, List<Integer> siteOfKind) {
    List<TreeMap<Long, SizeDemand>> sizes = new ArrayList<>();
    sites.forEach(site -> sizes.add(new TreeMap<>()));
    for (int kind = 0; kind < siteOfKind.size(); kind++) {
      SizeDemand demand = meter.demand(kind);
      sizes.get(siteOfKind.get(kind)).put(demand.bytes(), demand);
    }
    ImmutableList.Builder<SiteDemand> grouped = ImmutableList.builder();
    for (int site = 0; site < sites.size(); site++) {
      grouped.add(new SiteDemand(sites.get(site), ImmutableList.copyOf(sizes.get(site).values())));
    }
    return grouped.build();
  }
}
