package dev.tollgate.cli;

import com.google.common.collect.ImmutableMap;
import dev.tollgate.workload.trace.MappingSummary;
import dev.tollgate.workload.trace.ReadingStatistics;
import dev.tollgate.workload.trace.TraceSummary;
import dev.tollgate.workload.trace.TraceSummary.NameCount;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A trace's summary as JSON: counts, and times in nanoseconds. */
final class TraceInfoJson {

  private TraceInfoJson() {}

  static Map<String, Object> of(TraceSummary summary) {
    ReadingStatistics reading = summary.reading();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", summary.file().toString());
    json.put("format", summary.format().text());
    json.put("generation", summary.generation());
    json.put("events", reading.events());
    json.put("eventNames", counts(summary.eventNames()));
    json.put("firstNanoseconds", reading.firstNanos());
    json.put("lastNanoseconds", reading.lastNanos());
    json.put("cpus", reading.cpus());
    json.put("devices", counts(summary.devices()));
    MappingSummary mappings = summary.mappings();
    if (mappings != null) {
      json.put("mappings", mappings(mappings));
    }
    json.put("lines", reading.lines());
    json.put("foreignEvents", reading.foreignEvents());
    json.put("malformedEvents", reading.malformedEvents());
    json.put("otherLines", reading.otherLines());
    json.put("lostEvents", reading.lostEvents());
    json.put("lossesOfUnknownSize", reading.lossesOfUnknownSize());
    json.put("backwardSteps", reading.backwardSteps());
    json.put("restarts", reading.restarts());
    json.put("examples", reading.examples());
    String damage = reading.damage();
    if (damage != null) {
      json.put("damage", damage);
    }
    return json;
  }

  private static Map<String, Long> counts(List<NameCount> names) {
    ImmutableMap.Builder<String, Long> counts = ImmutableMap.builder();
    names.forEach(name -> counts.put(name.name(), name.count()));
    return counts.buildKeepingLast();
  }

  private static Map<String, Long> mappings(MappingSummary mappings) {
    return ImmutableMap.<String, Long>builder()
        .put("maps", mappings.maps())
        .put("unmaps", mappings.unmaps())
        .put("mappedBytes", mappings.mappedBytes())
        .put("mappedOver", mappings.mappedOver())
        .put("mappedBefore", mappings.mappedBefore())
        .put("unmatched", mappings.unmatched())
        .put("liveAtEnd", mappings.liveAtEnd())
        .put("peakBytes", mappings.peakBytes())
        .buildOrThrow();
  }
}
