package dev.tollgate.workload.trace;

import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over kernel trace text: {@code iommu:*}, {@code dma:*} and {@code kmem:*} events of
 * every kernel generation, as the trace file, {@code trace-cmd report} and {@code perf script}
 * print them.
 *
 * <p>Odd lines never stop it; they are counted in {@link #statistics}. The last line of a file that
 * is cut short (no line feed behind it, and the gzip stream damaged) is dropped and counted,
 * because half a number still looks like one.
 */
public final class KernelTraceReader implements TraceReader {

  private static final int MOST_EVENT_NAMES = 4096;
  private static final int MOST_DEVICES = 1 << 16;
  private static final int MOST_SITES = 1 << 20;
  private static final byte[] LOST = FieldScanner.word("EVENTS");

  private final LineReader lines;
  private final ReadingStatistics statistics;
  private final LineHeader header = new LineHeader();
  private final FieldScanner words = new FieldScanner();
  private final KernelEvent event = new KernelEvent();
  private final NameTable eventNames = new NameTable(MOST_EVENT_NAMES);
  private final NameTable devices = new NameTable(MOST_DEVICES);
  private final NameTable callSites = new NameTable(MOST_SITES);
  private final NameTable caches = new NameTable(MOST_EVENT_NAMES);
  private final IommuDecoder iommu = new IommuDecoder(devices);
  private final DmaDecoder dma = new DmaDecoder(devices);
  private final KmemDecoder kmem = new KmemDecoder(callSites, caches);
  private final @Nullable EventKind[] kinds = new EventKind[64];
  private final EventFamily mappingFamily;
  private boolean tool;

  KernelTraceReader(LineReader lines, EventFamily mappingFamily) {
    this.mappingFamily = mappingFamily;
    this.lines = lines;
    this.statistics = new ReadingStatistics(lines.source());
    for (EventKind kind : EventKind.values()) {
      for (String name : kind.names()) {
        byte[] text = FieldScanner.word(name);
        kinds[eventNames.idOf(text, 0, text.length)] = kind;
      }
    }
  }

  /** Returns the event the reader stands on; the same object for all events. */
  public KernelEvent event() {
    return event;
  }

  @Override
  public boolean next() {
    while (lines.next()) {
      statistics.lines++;
      byte[] text = lines.buffer();
      int start = lines.start();
      int end = lines.end();
      if (start == end || text[start] == '#') {
        statistics.comments++;
      } else if (lines.overlong()) {
        statistics.otherLines++;
        statistics.odd(lines, "longer than " + LineReader.LONGEST + " bytes");
      } else if (!lines.ended() && lines.damage() != null) {
        statistics.otherLines++;
        statistics.odd(lines, "cut short");
      } else if (!header.parse(text, start, end)) {
        notAnEvent(text, start, end);
      } else if (read(text, end)) {
        return true;
      }
    }
    return false;
  }

  private boolean read(byte[] text, int end) {
    int name = eventNames.idOf(text, header.nameStart(), header.nameEnd());
    eventNames.count(name, 1);
    tool |= header.systemNamed();
    long monotonic = statistics.timed(header.timeNanos());
    statistics.ranOn(header.cpu());
    EventKind kind = name < kinds.length ? kinds[name] : null;
    if (kind == null) {
      statistics.foreignEvents++;
      return false;
    }
    KernelEvent target = event;
    target.reset(kind);
    words.reset(text, header.payload(), end);
    boolean decoded =
        switch (kind.family()) {
          case IOMMU -> iommu.decode(words, text, target);
          case DMA -> dma.decode(words, text, target);
          case KMEM -> kmem.decode(words, text, target);
        };
    if (!decoded) {
      statistics.malformedEvents++;
      statistics.odd(lines, "malformed " + eventNames.name(name));
      return false;
    }
    target.line = lines.number();
    target.timeNanos = header.timeNanos();
    target.monotonicNanos = monotonic;
    target.cpu = header.cpu();
    target.process = header.process();
    target.eventName = name;
    statistics.events++;
    return true;
  }

  /**
   * Counts a line without an event: {@code CPU:0 [LOST 12 EVENTS]} and {@code CPU:0 [LOST EVENTS]}
   * of the trace file, {@code CPU:0 [12 EVENTS DROPPED]} of trace-cmd, or any other.
   */
  private void notAnEvent(byte[] text, int start, int end) {
    words.reset(text, start, end);
    boolean loss = false;
    long number = -1;
    boolean first = true;
    while (words.next()) {
      int from = words.valueStart();
      int to = words.valueEnd();
      if (first && !(to - from > 4 && text[from] == 'C' && text[from + 3] == ':')) {
        break;
      }
      first = false;
      from += text[from] == '[' ? 1 : 0;
      to -= text[to - 1] == ']' ? 1 : 0;
      loss |= Arrays.equals(text, from, to, LOST, 0, LOST.length);
      if (from < to && isNumber(text, from, to)) {
        number = number(text, from, to);
      }
    }
    if (!loss) {
      statistics.otherLines++;
      statistics.odd(lines, "no event");
    } else if (number >= 0) {
      statistics.lostEvents += number;
    } else {
      statistics.lossesOfUnknownSize++;
    }
  }

  private static boolean isNumber(byte[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text[i] < '0' || text[i] > '9') {
        return false;
      }
    }
    return to - from <= 18;
  }

  private static long number(byte[] text, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      value = 10 * value + text[i] - '0';
    }
    return value;
  }

  /**
   * Returns the family whose maps and unmaps to follow: {@link EventFamily#DMA} if there is any of
   * its events in the first {@value FormatDetector#LINES} lines (or 256 KiB), since it names
   * devices and exact bytes, else {@link EventFamily#IOMMU}.
   */
  public EventFamily mappingFamily() {
    return mappingFamily;
  }

  /** Returns the name of the task that ran, as printed. */
  public String task() {
    return new String(
        lines.buffer(),
        header.taskStart(),
        header.taskEnd() - header.taskStart(),
        java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  /**
   * Returns the names of all events met, known or not, with how often each came; names that the
   * reader knows but has not met are there with a count of 0.
   */
  public NameTable eventNames() {
    return eventNames;
  }

  /** Returns the devices named by {@code dma:*} and some {@code iommu:*} events. */
  public NameTable devices() {
    return devices;
  }

  /** Returns the call sites named by {@code kmem:*} events. */
  public NameTable callSites() {
    return callSites;
  }

  /** Returns the caches named by {@code kmem:*} events. */
  public NameTable caches() {
    return caches;
  }

  /** Returns in words which generation of kernel and tool wrote the lines read so far. */
  public String generation() {
    StringBuilder text = new StringBuilder();
    text.append(tool ? "events named system:event (perf script)" : "events named alone");
    if (iommu.ranges() > 0) {
      text.append(", iommu events with start and end");
    }
    if (iommu.starts() > 0) {
      text.append(", iommu events with the start only (older kernels)");
    }
    return text.toString();
  }

  @Override
  public long line() {
    return lines.number();
  }

  @Override
  public ReadingStatistics statistics() {
    return statistics;
  }

  @Override
  public TraceFormat format() {
    return TraceFormat.KERNEL;
  }

  @Override
  public Path file() {
    return lines.source().file();
  }

  @Override
  public void close() {
    lines.close();
  }
}
