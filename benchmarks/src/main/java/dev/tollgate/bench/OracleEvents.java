package dev.tollgate.bench;

import dev.tollgate.core.iommu.NextFitBitmap;
import dev.tollgate.workload.trace.PlainEventKind;
import dev.tollgate.workload.trace.PlainTraceReader;
import dev.tollgate.workload.trace.TraceReader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The events of an oracle trace in memory, and the allocator of I/O pages to replay them with. */
final class OracleEvents {

  /** Events of each of the traces. */
  static final int EVENTS = 40_000;

  private static final long FREE = -1;

  private final int[] mappings = new int[EVENTS];
  private final int[] pages = new int[EVENTS]; // 0: the mapping ends
  private final int[] alignments = new int[EVENTS];
  private final NextFitBitmap bitmap;
  private final long boundary;
  private final long[] placed;
  private final int[] placedPages;

  private OracleEvents(PlainTraceReader reader) {
    Map<Long, Integer> numbers = new HashMap<>();
    int entries = 0;
    long boundaryEntries = 0;
    int event = 0;
    while (reader.next()) {
      if (reader.kind() == PlainEventKind.TABLE) {
        entries = Math.toIntExact(reader.size());
        boundaryEntries = reader.alignment();
      } else {
        mappings[event] = numbers.computeIfAbsent(reader.id(), id -> numbers.size());
        pages[event] = (int) reader.size();
        alignments[event++] = (int) reader.alignment();
      }
    }
    if (event != EVENTS) {
      throw new IllegalStateException(reader.file() + " has " + event + " events");
    }
    bitmap = new NextFitBitmap(entries);
    boundary = boundaryEntries;
    placed = new long[numbers.size()];
    placedPages = new int[numbers.size()];
    Arrays.fill(placed, FREE);
  }

  static OracleEvents of(String trace) {
    try (TraceReader reader = TraceReader.open(Checkout.oracleTrace(trace))) {
      return new OracleEvents((PlainTraceReader) reader);
    }
  }

  /**
   * Frees what is left of the pass before, then searches and frees; answers the words looked at.
   */
  long replay() {
    for (int mapping = 0; mapping < placed.length; mapping++) {
      end(mapping);
    }
    for (int event = 0; event < EVENTS; event++) {
      int mapping = mappings[event];
      int count = pages[event];
      if (count == 0) {
        end(mapping);
      } else {
        placed[mapping] = search(count, alignments[event] - 1);
        placedPages[mapping] = count;
      }
    }
    return bitmap.takeWordsScanned();
  }

  private long search(int count, int alignMask) {
    long found = bitmap.next(count, alignMask, boundary);
    return found == NextFitBitmap.NONE ? bitmap.fromStart(count, alignMask, boundary) : found;
  }

  private void end(int mapping) {
    if (placed[mapping] != FREE) {
      int freed = bitmap.free(placed[mapping], placedPages[mapping]);
      if (freed != placedPages[mapping]) {
        throw new IllegalStateException("freed " + freed + " pages");
      }
      placed[mapping] = FREE;
    }
  }
}
