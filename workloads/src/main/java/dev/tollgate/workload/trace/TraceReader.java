package dev.tollgate.workload.trace;

import dev.tollgate.core.error.BadInputException;
import java.nio.file.Path;

/**
 * A cursor over the events of one trace file, read as a stream.
 *
 * <p>{@link #open} finds the format by looking into the file; {@code switch} on the result, or ask
 * {@link #format}. Reading an event allocates nothing. Memory use does not grow with the file.
 */
public sealed interface TraceReader extends AutoCloseable
    permits KernelTraceReader, PlainTraceReader, UnitLogReader {

  /**
   * Opens a trace, plain or gzip, of any format.
   *
   * @throws BadInputException if the file is missing, a directory, empty, unreadable, or no trace:
   *     nothing in its first {@value FormatDetector#LINES} lines is an event of a known format
   */
  static TraceReader open(Path file) {
    LineReader lines = new LineReader(TextSource.open(file));
    try {
      return switch (FormatDetector.detect(lines)) {
        case KERNEL -> new KernelTraceReader(lines, FormatDetector.mappingFamily(lines));
        case PLAIN -> new PlainTraceReader(lines);
        case UNIT_LOG -> new UnitLogReader(lines);
      };
    } catch (RuntimeException e) {
      lines.close();
      throw e;
    }
  }

  /** Moves to the next event; false at the end of the file. */
  boolean next();

  /** Returns the line the reader stands on, from 1. */
  long line();

  /** Returns what has been counted up to here; the object goes on counting. */
  ReadingStatistics statistics();

  /** Returns the file's format. */
  TraceFormat format();

  /** Returns the file. */
  Path file();

  @Override
  void close();
}
