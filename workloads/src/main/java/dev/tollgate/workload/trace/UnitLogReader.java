package dev.tollgate.workload.trace;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over the log of an emulated VT-d unit (QEMU's trace events of {@code
 * hw/i386/intel_iommu.c}, log backend).
 *
 * <pre>
 * 27394@1795319874.293071:vtd_iotlb_page_update IOTLB page update sid 0x20 iova 0xffefcc02 slpte 0xc23001 domain 0x6
 * 27394@1795319874.291868:vtd_inv_desc_iotlb_pages iotlb invalidate domain 0x6 addr 0xffefc000 mask 0x0
 * 27394@1795319874.572018:vtd_inv_desc_iotlb_domain iotlb invalidate whole domain 0x6
 * 27394@1795319874.572018:vtd_inv_desc_iotlb_global iotlb invalidate global
 * </pre>
 *
 * <p>Odd lines are counted, never fatal, as in {@link KernelTraceReader}.
 */
public final class UnitLogReader implements TraceReader {

  private static final long PAGE_BYTES = 4096;
  private static final int HIGHEST_MASK = 50;
  private static final int MOST_EVENT_NAMES = 4096;
  private static final byte[] SOURCE = FieldScanner.word("sid");
  private static final byte[] ADDRESS = FieldScanner.word("iova");
  private static final byte[] START = FieldScanner.word("addr");
  private static final byte[] ENTRY = FieldScanner.word("slpte");
  private static final byte[] ENTRY_LATER = FieldScanner.word("pte");
  private static final byte[] DOMAIN = FieldScanner.word("domain");
  private static final byte[] MASK = FieldScanner.word("mask");

  private final LineReader lines;
  private final ReadingStatistics statistics;
  private final FieldScanner words = new FieldScanner();
  private final NameTable eventNames = new NameTable(MOST_EVENT_NAMES);
  private final UnitEvent event = new UnitEvent();
  private final @Nullable UnitEventKind[] kinds = new UnitEventKind[16];

  UnitLogReader(LineReader lines) {
    this.lines = lines;
    this.statistics = new ReadingStatistics(lines.source());
    for (UnitEventKind kind : UnitEventKind.values()) {
      byte[] text = FieldScanner.word(kind.eventName());
      kinds[eventNames.idOf(text, 0, text.length)] = kind;
    }
  }

  /** Tells whether a line has the log's form {@code pid@seconds.micros:vtd_...}. */
  static boolean isEvent(byte[] text, int start, int end) {
    int colon = colon(text, start, end);
    return colon > 0
        && colon + 4 < end
        && text[colon + 1] == 'v'
        && text[colon + 2] == 't'
        && text[colon + 3] == 'd'
        && text[colon + 4] == '_'
        && time(text, start, colon) >= 0;
  }

  /** Returns the event the reader stands on; the same object for all events. */
  public UnitEvent event() {
    return event;
  }

  /** Returns the names of all events, known or met, with how often each came. */
  public NameTable eventNames() {
    return eventNames;
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
      } else if (lines.overlong() || (!lines.ended() && lines.damage() != null)) {
        statistics.otherLines++;
        statistics.odd(lines, lines.overlong() ? "too long" : "cut short");
      } else if (read(text, start, end)) {
        return true;
      }
    }
    return false;
  }

  private boolean read(byte[] text, int start, int end) {
    int colon = colon(text, start, end);
    long time = colon > 0 ? time(text, start, colon) : -1;
    if (time < 0) {
      statistics.otherLines++;
      statistics.odd(lines, "no event");
      return false;
    }
    int nameEnd = colon + 1;
    while (nameEnd < end && text[nameEnd] != ' ') {
      nameEnd++;
    }
    int name = eventNames.idOf(text, colon + 1, nameEnd);
    eventNames.count(name, 1);
    statistics.timed(time);
    UnitEventKind kind = name < kinds.length ? kinds[name] : null;
    if (kind == null) {
      statistics.foreignEvents++;
      return false;
    }
    event.kind = kind;
    event.line = lines.number();
    event.timeNanos = time;
    words.reset(text, nameEnd, end);
    if (!decode()) {
      statistics.malformedEvents++;
      statistics.odd(lines, "malformed " + eventNames.name(name));
      return false;
    }
    statistics.events++;
    return true;
  }

  /** Reads the pairs {@code name 0xnumber} of the event's text. */
  private boolean decode() {
    event.source = -1;
    event.domain = -1;
    event.address = -1;
    event.entry = -1;
    event.bytes = 0;
    long mask = -1;
    while (words.next()) {
      if (words.valueIs(SOURCE) && words.next()) {
        event.source = (int) words.hex();
      } else if (words.valueIs(ADDRESS) || words.valueIs(START)) {
        event.address = words.next() ? words.hex() : -1;
      } else if ((words.valueIs(ENTRY) || words.valueIs(ENTRY_LATER)) && words.next()) {
        event.entry = words.hex();
      } else if (words.valueIs(DOMAIN) && words.next()) {
        event.domain = (int) words.hex();
      } else if (words.valueIs(MASK) && words.next()) {
        mask = words.hex();
      }
    }
    if (words.damaged()) {
      return false;
    }
    return switch (event.kind) {
      case HIT, FILL ->
          event.source >= 0 && event.address != -1 && event.entry != -1 && event.domain >= 0;
      case INVALIDATE_PAGES -> {
        event.bytes = mask >= 0 && mask <= HIGHEST_MASK ? PAGE_BYTES << mask : 0;
        yield event.address != -1 && event.domain >= 0 && event.bytes > 0;
      }
      case INVALIDATE_DOMAIN -> event.domain >= 0;
      case INVALIDATE_ALL -> true;
    };
  }

  /** Returns where the colon behind {@code pid@seconds.micros} is, or -1. */
  private static int colon(byte[] text, int start, int end) {
    int stop = Math.min(end, start + 48);
    for (int i = start; i < stop; i++) {
      if (text[i] == ':') {
        return i;
      }
    }
    return -1;
  }

  /** Reads {@code pid@seconds.micros} in nanoseconds; -1 if it is something else. */
  private static long time(byte[] text, int start, int colon) {
    int i = start;
    while (i < colon && isDigit(text[i])) {
      i++;
    }
    if (i == start || i >= colon || text[i] != '@') {
      return -1;
    }
    int secondsStart = ++i;
    long seconds = 0;
    while (i < colon && isDigit(text[i]) && i - secondsStart < 10) {
      seconds = 10 * seconds + text[i++] - '0';
    }
    if (i == secondsStart || i >= colon || text[i] != '.' || seconds > 9_000_000_000L) {
      return -1;
    }
    int fractionStart = ++i;
    long scale = 1_000_000_000L;
    long fraction = 0;
    while (i < colon && isDigit(text[i]) && scale > 1) {
      scale /= 10;
      fraction += (text[i++] - '0') * scale;
    }
    return i == colon && i > fractionStart ? seconds * 1_000_000_000L + fraction : -1;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
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
    return TraceFormat.UNIT_LOG;
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
