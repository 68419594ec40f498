package dev.tollgate.workload.trace;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds a trace's format in its first lines.
 *
 * <p>The first line that is an event of some format decides. Comments, blank lines and up to
 * {@value #LINES} lines of anything else may come before it.
 */
final class FormatDetector {

  /** How many lines are looked at. */
  static final int LINES = 1000;

  private static final byte[] DMA = FieldScanner.word("dma_");

  private FormatDetector() {}

  static TraceFormat detect(LineReader lines) {
    int available = lines.prefetch();
    byte[] text = lines.buffer();
    TextSource source = lines.source();
    if (available == 0) {
      String damage = source.damage();
      throw TraceErrors.badInput(
          source.file(), 0, damage == null ? "is empty; expected a trace" : damage);
    }
    LineHeader header = new LineHeader();
    long number = 0;
    long firstOdd = 0;
    String firstText = "";
    int start = 0;
    while (start < available && number < LINES) {
      int end = start;
      while (end < available && text[end] != '\n') {
        end++;
      }
      number++;
      TraceFormat format = formatOf(header, text, start, end);
      if (format != null) {
        return format;
      }
      if (firstOdd == 0 && end > start && text[start] != '#') {
        firstOdd = number;
        firstText = LineReader.text(text, start, end);
      }
      start = end + 1;
    }
    throw noTrace(source, text, available, number, firstOdd, firstText);
  }

  /** Returns the family of a kernel trace whose maps and unmaps are to be followed. */
  static EventFamily mappingFamily(LineReader lines) {
    byte[] text = lines.buffer();
    int available = lines.prefetch();
    LineHeader header = new LineHeader();
    int start = 0;
    for (int number = 0; start < available && number < LINES; number++) {
      int end = start;
      while (end < available && text[end] != '\n') {
        end++;
      }
      if (header.parse(text, start, end) && startsWithDma(text, header)) {
        return EventFamily.DMA;
      }
      start = end + 1;
    }
    return EventFamily.IOMMU;
  }

  private static boolean startsWithDma(byte[] text, LineHeader header) {
    int at = header.nameStart();
    return header.nameEnd() - at > DMA.length
        && Arrays.equals(text, at, at + DMA.length, DMA, 0, DMA.length);
  }

  private static @Nullable TraceFormat formatOf(
      LineHeader header, byte[] text, int start, int end) {
    if (start == end || text[start] == '#') {
      return null;
    }
    if (UnitLogReader.isEvent(text, start, end)) {
      return TraceFormat.UNIT_LOG;
    }
    if (header.parse(text, start, end)) {
      return TraceFormat.KERNEL;
    }
    return PlainTraceReader.isEvent(text, start, end) ? TraceFormat.PLAIN : null;
  }

  private static RuntimeException noTrace(
      TextSource source, byte[] text, int available, long lines, long firstOdd, String firstText) {
    String damage = source.damage();
    if (damage != null) {
      return TraceErrors.badInput(source.file(), lines, "no event before the damage: " + damage);
    }
    if (isBinary(text, available)) {
      return TraceErrors.badInput(
          source.file(), 1, "binary data; expected trace text, plain or gzip");
    }
    if (firstOdd == 0) {
      return TraceErrors.badInput(
          source.file(), lines, "no event, only comments in its " + lines + " lines");
    }
    return TraceErrors.badInput(
        source.file(),
        firstOdd,
        "'"
            + firstText
            + "' is no trace event, nor is any other of the first "
            + lines
            + " lines; expected kernel trace text ('task-pid [cpu] flags seconds.fraction: event:"
            + " ...'), a plain trace ('map ID NPAGES', 'kmalloc ID SIZE', ...) or an IOMMU unit"
            + " log ('pid@seconds.fraction:vtd_... ...')");
  }

  private static boolean isBinary(byte[] text, int available) {
    int odd = 0;
    for (int i = 0; i < available; i++) {
      byte b = text[i];
      if (b == 0) {
        return true;
      }
      if (b > 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t') {
        odd++;
      }
    }
    return odd > available / 20;
  }
}
