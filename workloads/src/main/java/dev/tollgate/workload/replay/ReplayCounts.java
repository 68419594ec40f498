package dev.tollgate.workload.replay;

import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.workload.trace.ReadingStatistics;
import org.jspecify.annotations.Nullable;

/** What a replay of a kernel trace met on its way. */
final class ReplayCounts {

  long events;
  long maps;
  long unmaps;
  long syncs;
  long failed;
  long unmatched;
  long unmapsMappedBefore;
  long partialUnmaps;
  long rings;
  long ringAccesses;
  long replaced;
  long withoutMemory;
  long others;
  long accesses;
  long accessesElsewhere;
  long mappedBefore;
  final ReuseCounter reuse = new ReuseCounter();
  @Nullable ReadingStatistics reading;
  @Nullable ReadingStatistics readingLog;

  void report(MetricSink sink, LiveBuffers live) {
    count(sink, "workload.events", events, "Events of the trace that were replayed");
    count(
        sink, "workload.maps", maps, "Buffers mapped; each piece of a scatter-gather list is one");
    count(sink, "workload.unmaps", unmaps, "Ranges unmapped");
    count(sink, "workload.syncs", syncs, "Buffers handed between CPU and device while mapped");
    count(sink, "workload.maps.failed", failed, "Mappings that found no room");
    count(sink, "workload.maps.replaced", replaced, "Mappings over one that was still live");
    count(
        sink,
        "workload.maps.without-memory",
        withoutMemory,
        "Mappings whose event names no memory, left out");
    count(
        sink,
        "workload.unmaps.unmatched",
        unmatched,
        "Unmappings of what was unmapped before, or was mapped in part only");
    count(
        sink,
        "workload.unmaps.mapped-before",
        unmapsMappedBefore,
        "Unmappings of what was mapped before the trace began, nothing to do");
    count(
        sink,
        "workload.unmaps.partial",
        partialUnmaps,
        "Unmappings of the first part of a mapping, which ends with its last part");
    count(sink, "workload.events.other", others, "Events that change no mapping");
    count(sink, "workload.live", live.live(), "Mappings live at the end");
    count(sink, "workload.live.peak", live.peak(), "Most mappings live at one time");
    count(
        sink,
        "workload.reuses",
        reuse.reuses(),
        "Mappings at an address that the recorded kernel had mapped before");
    count(
        sink,
        "workload.reuses.soon",
        reuse.soon(),
        "Those of them within 16 unmaps of that address's: nearly all if it was strict");
    count(sink, "workload.accesses", accesses, "Accesses of devices to their buffers");
    count(
        sink,
        "workload.accesses.elsewhere",
        accessesElsewhere,
        "Accesses of the log to pages that were never mapped, left out");
    count(
        sink, "workload.rings", rings, "Descriptor rings mapped before the trace, for its devices");
    count(
        sink,
        "workload.ring-accesses",
        ringAccesses,
        "Accesses of devices to their descriptor rings");
    count(
        sink,
        "workload.mapped-before",
        mappedBefore,
        "Mappings older than the trace, from the log");
    ReadingStatistics statistics = reading;
    if (statistics != null) {
      count(sink, "workload.trace.lost", statistics.lostEvents(), "Events the kernel lost");
      count(
          sink,
          "workload.trace.malformed",
          statistics.malformedEvents(),
          "Lines that make no sense");
      count(
          sink,
          "workload.trace.backwards",
          statistics.backwardSteps(),
          "Times that ran backwards, taken as no time passing");
    }
  }

  private static void count(MetricSink sink, String name, long value, String meaning) {
    sink.metric(name, value, "count", meaning);
  }
}
