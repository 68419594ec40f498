package dev.tollgate.workload.kmem;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.KernelAllocator;
import java.nio.file.Path;

/**
 * The allocations of a kernel trace beside something else that is replayed of it: they are made
 * again through an allocator as the other goes on, and it can be asked which object lay where on
 * the recorded machine, and where it lies here.
 */
public final class TracedAllocations implements AutoCloseable {

  private static final String KMALLOC = "kmalloc";

  private final long directMap;
  private final KernelRequests requests;
  private final RequestPlayer player;
  private final ObjectPlacements placements = new ObjectPlacements(null, true);
  private final AllocationCounts counts = new AllocationCounts();
  private final RecordedNeighbours recorded = new RecordedNeighbours();
  private boolean more;
  private long placed;
  private long placedBytes;

  /**
   * The allocations of {@code trace}, from its beginning.
   *
   * @param directMap what pointers in the trace are ahead of physical addresses
   * @throws BadInputException if the trace is no kernel trace
   */
  public TracedAllocations(Path trace, KernelAllocator allocator, Machine machine, long directMap) {
    this.directMap = directMap;
    RequestSource source = Requests.open(trace);
    if (!(source instanceof KernelRequests kernel)) {
      source.close();
      throw new BadInputException(
          trace + " is no kernel trace; only these hold DMA and allocations");
    }
    this.requests = kernel;
    this.player =
        new RequestPlayer(
            AllocationConfiguration.of(trace),
            requests,
            allocator,
            placements,
            counts,
            machine.profile().pageFrames());
    this.more = requests.next();
  }

  /**
   * Makes all requests of the lines before {@code line}.
   *
   * @param picoseconds time of that line, since the trace's first event
   */
  public void playUntil(long line, long picoseconds) {
    while (more && requests.line() < line) {
      note();
      player.play();
      counts.events++;
      more = requests.next();
    }
    recorded.advance(picoseconds);
  }

  /** The recorded machine's memory changes. */
  private void note() {
    long physical = requests.id() - directMap;
    if (physical < 0) {
      return;
    }
    recorded.advance(requests.picoseconds());
    switch (requests.kind()) {
      case KMALLOC -> recorded.allocated(physical, requests.bytesAllocated(), site(), KMALLOC);
      case ALLOC ->
          recorded.allocated(
              physical, requests.bytesAllocated(), site(), requests.spec(requests.cache()).name());
      case KFREE, FREE -> recorded.freed(physical);
      case CACHE, OTHER -> {}
    }
  }

  private String site() {
    int site = requests.callSite();
    return site == RequestSource.UNKNOWN ? "" : requests.callSiteName(site);
  }

  /** What lay beside buffers on the recorded machine. */
  public RecordedNeighbours recorded() {
    return recorded;
  }

  /**
   * Finds the object that a mapping of the recorded machine is of: the one that holds its first
   * byte; or, if the trace knows whole pages only, the one that kmalloc gave out last in the first
   * of them. {@link #placed} and {@link #placedBytes} then say where the buffer lies here.
   *
   * @param exact whether the trace knows bytes
   * @return its first byte on the recorded machine, or -1 if no object of the trace lies there
   */
  public long find(long physical, long bytes, boolean exact) {
    long object =
        exact
            ? recorded.objects().objectAt(physical)
            : recorded.objects().lastIn(physical >>> PhysicalMemory.FRAME_SHIFT, KMALLOC);
    if (object < 0) {
      return -1;
    }
    long here = player.address(object + directMap);
    if (here < 0) {
      return -1;
    }
    placed = exact ? here + physical - object : here;
    placedBytes = exact ? bytes : player.size(object + directMap);
    return object;
  }

  /** Where the buffer found last lies here. */
  public long placed() {
    return placed;
  }

  /** Its bytes. */
  public long placedBytes() {
    return placedBytes;
  }

  /** Reports what the allocations met, and what lay beside buffers on the recorded machine. */
  public void report(MetricSink sink, long picoseconds) {
    count(sink, "allocated", counts.kmallocs + counts.allocations, "Objects taken");
    count(sink, "failed", counts.failed, "Objects for which there was no memory");
    count(sink, "frees.unknown", counts.unknownFrees, "Frees of objects older than the trace");
    count(sink, "frees.untraced", counts.untracedFrees, "Objects freed without an event");
    recorded.report(sink, picoseconds);
  }

  private static void count(MetricSink sink, String name, long value, String meaning) {
    sink.metric("workload.objects." + name, value, "count", meaning);
  }

  @Override
  public void close() {
    requests.close();
    placements.close();
  }
}
