package dev.tollgate.workload.kmem;

import dev.tollgate.core.machine.ObjectMap;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.safety.NeighbourRow;
import dev.tollgate.core.safety.NeighboursFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What lay beside buffers on the recorded machine itself, at the addresses that its trace prints,
 * as long as its kernel had their pages mapped: objects of the trace, memory that the trace saw
 * given back, and bytes of which no event says anything: objects older than the trace, or free
 * ones. The stale part is not known; a recorded strict machine has none.
 */
public final class RecordedNeighbours implements ObjectMap.Listener {

  private static final int FRAME_BYTES = PhysicalMemory.FRAME_BYTES;
  private static final long PICOSECONDS_PER_MILLISECOND = 1_000_000_000;
  private static final long NANOSECOND = 1000;
  private static final ObjectMap.Who FREE = new ObjectMap.Who("", "free");
  private static final ObjectMap.Who UNKNOWN = new ObjectMap.Who("", "unknown");
  private static final ObjectMap.Who OWN = new ObjectMap.Who("", "own");

  private final ObjectMap objects = new ObjectMap();
  private final ObjectMap freed = new ObjectMap();
  private final Map<Integer, Mapped> mapped = new TreeMap<>(); // by slot
  private final Map<ObjectMap.Who, Sum> sums =
      new TreeMap<>(Comparator.comparing(ObjectMap.Who::site).thenComparing(ObjectMap.Who::source));
  private long now; // nanoseconds

  /** A mapped buffer with an object of the trace: its pages, and its bytes in memory. */
  private record Mapped(long firstFrame, long endFrame, long from, long to, List<Part> parts) {}

  private record Part(Sum sum, int bytes) {}

  /** Bytes of one asker, or one kind, within reach. */
  private static final class Sum {
    private long bytes;
    private long since;
    private long byteNanoseconds;
    private long most;

    private void change(int difference, long nanos) {
      byteNanoseconds += bytes * (nanos - since);
      since = nanos;
      bytes += difference;
      most = Math.max(most, bytes);
    }
  }

  RecordedNeighbours() {
    objects.tell(this);
  }

  /** The objects of the trace, where they lay. */
  ObjectMap objects() {
    return objects;
  }

  /** Time passes. */
  void advance(long picoseconds) {
    now = Math.max(now, picoseconds / NANOSECOND);
  }

  void allocated(long address, long bytes, String site, String source) {
    objects.forget(address, bytes);
    freed.forget(address, bytes);
    objects.allocated(address, bytes, objects.number(new ObjectMap.Who(site, source)));
  }

  void freed(long address) {
    long bytes = objects.bytesAt(address);
    if (bytes > 0) {
      freed.allocated(address, bytes, ObjectMap.NOBODY);
      objects.freed(address);
    }
  }

  /**
   * The kernel mapped pages of which {@code bytes} from {@code from} are the buffer.
   *
   * @param slot number of the mapping among those there are
   */
  public void mapped(int slot, long firstFrame, long frames, long from, long bytes) {
    Mapped buffer =
        new Mapped(firstFrame, firstFrame + frames, from, from + bytes, new ArrayList<>());
    mapped.put(slot, buffer);
    for (long frame = firstFrame; frame < buffer.endFrame; frame++) {
      objects.watch(frame);
    }
    count(buffer);
  }

  /** The kernel unmapped them; nothing happens if they were not mapped. */
  public void unmapped(int slot) {
    Mapped buffer = mapped.remove(slot);
    if (buffer != null) {
      discount(buffer);
      for (long frame = buffer.firstFrame; frame < buffer.endFrame; frame++) {
        objects.unwatch(frame);
      }
    }
  }

  @Override
  public void changed(long frame, int from, int to, int who, boolean isTaken) {
    for (Mapped buffer : mapped.values()) {
      if (buffer.firstFrame <= frame && frame < buffer.endFrame) {
        discount(buffer);
        count(buffer);
      }
    }
  }

  private void discount(Mapped buffer) {
    buffer.parts.forEach(part -> part.sum.change(-part.bytes, now));
    buffer.parts.clear();
  }

  private void count(Mapped buffer) {
    for (long frame = buffer.firstFrame; frame < buffer.endFrame; frame++) {
      long begin = frame << PhysicalMemory.FRAME_SHIFT;
      int start = (int) Math.max(0, Math.min(FRAME_BYTES, buffer.from - begin));
      int end = (int) Math.max(0, Math.min(FRAME_BYTES, buffer.to - begin));
      int[] known = {end - start};
      objects.visit(
          frame,
          (from, to, who) -> {
            int covered = Math.max(0, Math.min(to, end) - Math.max(from, start));
            known[0] += to - from - covered;
            part(buffer, covered > 0 ? OWN : objects.who(who), to - from - covered);
          });
      freed.visit(
          frame,
          (from, to, who) -> {
            known[0] += to - from;
            part(buffer, FREE, to - from);
          });
      part(buffer, UNKNOWN, Math.max(0, FRAME_BYTES - known[0]));
    }
  }

  private void part(Mapped buffer, ObjectMap.Who who, int bytes) {
    if (bytes > 0) {
      Sum sum = sums.computeIfAbsent(who, added -> new Sum());
      buffer.parts.add(new Part(sum, bytes));
      sum.change(bytes, now);
    }
  }

  /** Reports the sums at the end of a run of that length, and the file of all rows. */
  void report(MetricSink sink, long picoseconds) {
    now = picoseconds / NANOSECOND;
    sums.values().forEach(sum -> sum.change(0, now));
    List<NeighbourRow> rows = new ArrayList<>();
    long allocated = 0;
    for (Map.Entry<ObjectMap.Who, Sum> each : sums.entrySet()) {
      boolean asked = !each.getKey().site().isEmpty();
      long reach = each.getValue().byteNanoseconds * NANOSECOND / PICOSECONDS_PER_MILLISECOND;
      allocated += asked ? reach : 0;
      rows.add(
          new NeighbourRow(
              0,
              asked ? "allocated" : each.getKey().source(),
              each.getKey().site(),
              asked ? each.getKey().source() : "",
              reach,
              0,
              each.getValue().most));
    }
    rows.sort(
        Comparator.comparing(NeighbourRow::kind)
            .thenComparing(NeighbourRow::reach, Comparator.reverseOrder()));
    sink.metric(
        "workload.recorded.neighbours.allocated",
        allocated,
        "byte-ms",
        "Bytes times time of others' objects beside mapped buffers on the recorded machine");
    sink.text(NeighboursFile.RECORDED, NeighboursFile.text(rows, picoseconds));
  }
}
