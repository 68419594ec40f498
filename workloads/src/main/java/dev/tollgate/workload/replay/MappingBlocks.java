package dev.tollgate.workload.replay;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.workload.trace.PlainTraceReader;
import dev.tollgate.workload.trace.TraceReader;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events of a plain trace of mappings, block by block, as often as wanted.
 *
 * <p>A trace of few enough events is read once and then kept, 20 bytes an event; a longer one is
 * read again for each pass, in the memory of one block.
 */
final class MappingBlocks implements AutoCloseable {

  /** Longest trace to keep in memory: 20 MiB. */
  static final int MOST_EVENTS_KEPT = 1 << 20;

  /** Most pages of a mapping, and of its alignment. */
  static final long MOST_PAGES = (1L << 20) - 1;

  private static final int EXPECTED_LIVE = 1 << 13; // a table that never shrinks below it

  private final Path trace;
  private final int mostBlocksKept;
  private final List<MappingBlock> kept = new ArrayList<>();
  private final Long2IntOpenHashMap slotOfId = new Long2IntOpenHashMap(EXPECTED_LIVE, 0.5f);
  private final IntArrayList freeSlots = new IntArrayList();
  private @Nullable PlainTraceReader reader;
  private boolean keeping;
  private boolean complete; // all blocks are kept
  private int delivered;
  private int slots;

  /**
   * The events of a trace.
   *
   * @param mostEventsKept 0 to keep none, at most {@link #MOST_EVENTS_KEPT}
   */
  MappingBlocks(Path trace, int mostEventsKept) {
    this.trace = trace;
    this.mostBlocksKept = mostEventsKept / MappingBlock.EVENTS;
    this.keeping = mostBlocksKept > 0;
    this.slotOfId.defaultReturnValue(MappingBlock.NO_SLOT);
  }

  /** Begins a pass, with nothing mapped. */
  void rewind() {
    close();
    delivered = 0;
    slots = 0;
    slotOfId.clear();
    freeSlots.clear();
    if (!complete) {
      kept.clear();
      reader = (PlainTraceReader) TraceReader.open(trace);
    }
  }

  /** The next events of the pass, or null behind the last; valid until the next call. */
  @Nullable MappingBlock next() {
    if (complete) {
      return delivered < kept.size() ? kept.get(delivered++) : null;
    }
    MappingBlock block = blockToFill();
    if (read(block)) {
      return block;
    }
    complete = keeping;
    close();
    return null;
  }

  private MappingBlock blockToFill() {
    if (kept.size() == mostBlocksKept) {
      keeping = false;
    }
    if (!keeping && !kept.isEmpty()) {
      MappingBlock block = kept.get(0);
      kept.clear();
      kept.add(block);
      block.clear();
      return block;
    }
    MappingBlock block = new MappingBlock();
    kept.add(block);
    return block;
  }

  private boolean read(MappingBlock block) {
    PlainTraceReader lines = reader;
    while (lines != null && block.size() < MappingBlock.EVENTS && lines.next()) {
      switch (lines.kind()) {
        case TABLE -> {}
        case MAP -> map(block, lines);
        case UNMAP -> unmap(block, lines.id());
        default ->
            throw BadInputException.at(
                trace.toString(),
                lines.line(),
                "'" + lines.kind().word() + "' in a trace of mappings");
      }
    }
    return block.size() > 0;
  }

  private void map(MappingBlock block, PlainTraceReader lines) {
    int pages = entries(lines, "NPAGES", lines.size());
    int alignment = entries(lines, "ALIGN", lines.alignment());
    long id = lines.id();
    int slot = slotOfId.get(id);
    if (slot == MappingBlock.NO_SLOT) {
      slot = freeSlots.isEmpty() ? slots++ : freeSlots.popInt();
      slotOfId.put(id, slot);
    }
    block.map(slot, pages, alignment, id);
  }

  private void unmap(MappingBlock block, long id) {
    int slot = slotOfId.remove(id);
    if (slot != MappingBlock.NO_SLOT) {
      freeSlots.push(slot);
    }
    block.unmap(slot, id);
  }

  private int entries(PlainTraceReader lines, String what, long value) {
    if (value > MOST_PAGES) {
      throw BadInputException.at(
          trace.toString(),
          lines.line(),
          "%s is %d; expected at most %d".formatted(what, value, MOST_PAGES));
    }
    return (int) value;
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }
}
