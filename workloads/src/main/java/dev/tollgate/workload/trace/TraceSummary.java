package dev.tollgate.workload.trace;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one trace file holds: counted in one pass, for {@code tollgate trace info}.
 *
 * @param file the file
 * @param format its format
 * @param generation which kernel and tool wrote it, in words; empty where there is only one form
 * @param reading everything the reader counted, odd lines included
 * @param eventNames every event met, most frequent first
 * @param devices every device named, by first appearance; requester ids for a unit log
 * @param mappings what was mapped and unmapped, or null if the file has no such events
 * @param seconds from the first to the last event; 0 for a plain trace, which has no times
 */
public record TraceSummary(
    Path file,
    TraceFormat format,
    String generation,
    ReadingStatistics reading,
    List<NameCount> eventNames,
    List<NameCount> devices,
    @Nullable MappingSummary mappings,
    double seconds) {

  /** A name and how often it came. */
  public record NameCount(String name, long count) {}

  /** Reads the whole file and closes it. */
  public static TraceSummary of(Path file) {
    try (TraceReader reader = TraceReader.open(file)) {
      return switch (reader.format()) {
        case KERNEL -> ofKernel((KernelTraceReader) reader);
        case PLAIN -> ofPlain((PlainTraceReader) reader);
        case UNIT_LOG -> ofUnitLog((UnitLogReader) reader);
      };
    }
  }

  private static TraceSummary ofKernel(KernelTraceReader reader) {
    MappingSummary mappings = new MappingSummary(reader.mappingFamily());
    AreaWalk walk = new AreaWalk(reader.mappingFamily(), mappings);
    while (reader.next()) {
      walk.walk(reader.event());
      if (reader.event().device() >= 0) {
        reader.devices().count(reader.event().device(), 1);
      }
    }
    return new TraceSummary(
        reader.file(),
        reader.format(),
        reader.generation(),
        reader.statistics(),
        byCount(reader.eventNames()),
        inOrder(reader.devices()),
        mappings.isEmpty() ? null : mappings,
        seconds(reader.statistics()));
  }

  private static TraceSummary ofPlain(PlainTraceReader reader) {
    Map<PlainEventKind, long[]> counts = new EnumMap<>(PlainEventKind.class);
    while (reader.next()) {
      counts.computeIfAbsent(reader.kind(), kind -> new long[1])[0]++;
    }
    List<NameCount> events = new ArrayList<>();
    counts.forEach((kind, count) -> events.add(new NameCount(kind.word(), count[0])));
    events.sort(Comparator.comparingLong(NameCount::count).reversed());
    return new TraceSummary(
        reader.file(), reader.format(), "", reader.statistics(), events, List.of(), null, 0);
  }

  private static TraceSummary ofUnitLog(UnitLogReader reader) {
    NameTable sources = new NameTable(1 << 16);
    while (reader.next()) {
      UnitEvent event = reader.event();
      if (event.kind().isAccess()) {
        byte[] name = FieldScanner.word("sid 0x" + Integer.toHexString(event.source()));
        sources.count(sources.idOf(name, 0, name.length), 1);
      }
    }
    return new TraceSummary(
        reader.file(),
        reader.format(),
        "",
        reader.statistics(),
        byCount(reader.eventNames()),
        inOrder(sources),
        null,
        seconds(reader.statistics()));
  }

  /** Returns the summary as text, one figure a line. */
  public String toText() {
    SummaryText text = new SummaryText();
    text.line("file", file.toString());
    text.line("format", format.text() + (generation.isEmpty() ? "" : ": " + generation));
    text.line("events", reading.events());
    for (NameCount event : eventNames) {
      text.line("  " + event.name(), event.count());
    }
    if (format != TraceFormat.PLAIN) {
      text.line(
          "time",
          SummaryText.seconds(reading.firstNanos())
              + " to "
              + SummaryText.seconds(reading.lastNanos())
              + " s ("
              + SummaryText.seconds(reading.lastNanos() - reading.firstNanos())
              + " s)");
    }
    if (!reading.cpus().isEmpty()) {
      text.line("CPUs", reading.cpus().size() + " " + reading.cpus());
    }
    text.line("devices", devices.isEmpty() ? "none named" : Integer.toString(devices.size()));
    for (NameCount device : devices) {
      text.line("  " + device.name(), device.count());
    }
    if (mappings != null) {
      mappings.describe(text);
    }
    oddities(text);
    return text.toString();
  }

  private void oddities(SummaryText text) {
    text.line("lines", reading.lines());
    text.lineIfAny("  events not used", reading.foreignEvents());
    text.lineIfAny("  malformed events", reading.malformedEvents());
    text.lineIfAny("  no event at all", reading.otherLines());
    for (String example : reading.examples()) {
      text.line("    for example", example);
    }
    text.lineIfAny("lost events", reading.lostEvents());
    text.lineIfAny("losses of unknown size", reading.lossesOfUnknownSize());
    text.lineIfAny("times out of order", reading.backwardSteps());
    text.lineIfAny("recordings joined", reading.restarts() == 0 ? 0 : reading.restarts() + 1);
    String damage = reading.damage();
    if (damage != null) {
      text.line("damage", damage + "; what came before it was read");
    }
  }

  private static List<NameCount> byCount(NameTable names) {
    return inOrder(names).stream()
        .filter(name -> name.count() > 0)
        .sorted(Comparator.comparingLong(NameCount::count).reversed())
        .toList();
  }

  private static List<NameCount> inOrder(NameTable names) {
    List<NameCount> all = new ArrayList<>();
    for (int id = 0; id < names.size(); id++) {
      all.add(new NameCount(names.name(id), names.count(id)));
    }
    if (names.overflowed() > 0) {
      all.add(new NameCount(names.name(NameTable.OVERFLOW), names.overflowed()));
    }
    return all;
  }

  private static double seconds(ReadingStatistics reading) {
    return (reading.lastNanos() - reading.firstNanos()) / 1e9;
  }
}
