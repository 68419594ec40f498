package dev.tollgate.workload.disk;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.CpuWork;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.SharedFrames;
import dev.tollgate.workload.split.SplitParts;
import dev.tollgate.workload.split.block.BlkifFormat;
import dev.tollgate.workload.split.block.BlockSplitSteps;
import dev.tollgate.workload.split.ring.FrontRing;
import org.jspecify.annotations.Nullable;

/**
 * The front end of a split disk: the driver that a guest without devices has, after blkfront of Xen
 * as of May 2007. A request has up to {@value BlkifFormat#MOST_SEGMENTS} segments of a page each;
 * every page is granted to the back end, to read only if the disk is written.
 */
final class BlockFrontEnd implements DiskDriver {

  /** One page for each segment, all of them whole at best. */
  private static final DiskLimits LIMITS =
      new DiskLimits(
          BlkifFormat.MOST_SEGMENTS * SectorLedger.PER_PAGE,
          BlkifFormat.MOST_SEGMENTS,
          PhysicalMemory.FRAME_BYTES,
          false,
          true);

  private final SplitParts parts;
  private final PhysicalMemory memory;
  private final int front;
  private final int back;
  private final long page;
  private final int ringGrant;
  private final FrontRing ring;
  private final @Nullable BlockRequest[] requests = new BlockRequest[BlkifFormat.RING.slots()];
  private final int[] segments = new int[BlkifFormat.RING.slots()];
  private final int[][] grants = new int[BlkifFormat.RING.slots()][BlkifFormat.MOST_SEGMENTS];
  private final int[] freeIds = new int[BlkifFormat.RING.slots()];
  private int free;
  private int toBack;
  private @Nullable Listener listener;
  private long signals;
  private long sent;

  private final CycleLedger ledger;
  private final int sendSteps;
  private final int answerSteps;

  /**
   * A front end whose ring lies on a fresh page that the back end may use.
   *
   * @throws BadInputException if there is no memory for the ring
   */
  BlockFrontEnd(SplitParts parts) {
    this.parts = parts;
    this.memory = parts.front().machine().memory();
    this.front = parts.front().number();
    this.back = parts.back().number();
    long frame = parts.front().machine().pages().allocate(0);
    if (frame == PageAllocator.NO_FRAME) {
      throw new BadInputException(
          "guest %s has no memory for the ring of its disk".formatted(parts.front().name()));
    }
    this.page = frame << PhysicalMemory.FRAME_SHIFT;
    this.ringGrant = parts.frames().grant(front, back, frame, false);
    this.ring = new FrontRing(memory, page, BlkifFormat.RING);
    ring.start();
    for (int id = 0; id < freeIds.length; id++) {
      freeIds[free++] = freeIds.length - 1 - id;
    }
    this.ledger = parts.front().machine().ledger();
    this.sendSteps = ledger.open(CostCenter.DRIVER, BlockSplitSteps.FRONT_REQUEST);
    this.answerSteps = ledger.open(CostCenter.DRIVER, BlockSplitSteps.FRONT_RESPONSE);
  }

  /** The grant of the ring's page. */
  int ringGrant() {
    return ringGrant;
  }

  /** The handler of the back end's signals. */
  CpuWork handler() {
    return this::signalled;
  }

  /** Says which channel leads to the back end. */
  void connect(int channel) {
    toBack = channel;
  }

  @Override
  public DiskLimits limits() {
    return LIMITS;
  }

  @Override
  public void listen(Listener who) {
    listener = who;
  }

  @Override
  public boolean issue(BlockRequest request) {
    if (ring.room() == 0) {
      return false;
    }
    ledger.add(sendSteps, 1);
    sent++;
    int id = freeIds[--free];
    requests[id] = request;
    boolean flush = request.kind == DiskCommand.Kind.FLUSH;
    int count = flush ? 0 : request.segments.length();
    segments[id] = count;
    long slot = ring.nextRequest();
    BlkifFormat.writeRequest(memory, slot, operation(request.kind), count, id, request.sector);
    for (int i = 0; i < count; i++) {
      long address = request.segments.physical(i);
      int first = (int) (address & (PhysicalMemory.FRAME_BYTES - 1)) >> SectorContent.SHIFT;
      int sectors = (int) request.segments.size(i) >> SectorContent.SHIFT;
      int grant =
          parts
              .frames()
              .grant(
                  front,
                  back,
                  address >>> PhysicalMemory.FRAME_SHIFT,
                  request.kind == DiskCommand.Kind.WRITE);
      if (grant == SharedFrames.NONE) {
        throw new IllegalStateException("the ring has fewer segments than there are grants");
      }
      grants[id][i] = grant;
      BlkifFormat.writeSegment(memory, slot, i, grant, first, first + sectors - 1);
    }
    return true;
  }

  private static int operation(DiskCommand.Kind kind) {
    return switch (kind) {
      case READ -> BlkifFormat.READ;
      case WRITE -> BlkifFormat.WRITE;
      case FLUSH -> BlkifFormat.FLUSH;
    };
  }

  @Override
  public void commit() {
    if (ring.push()) {
      signals++;
      parts.signals().send(toBack);
    }
  }

  private void signalled() {
    Listener above = listener;
    if (above == null) {
      return;
    }
    do {
      while (ring.responses() > 0) {
        answered(ring.nextResponse(), above);
      }
    } while (ring.awaitNext());
    above.roomAgain();
  }

  private void answered(long slot, Listener above) {
    ledger.add(answerSteps, 1);
    int id = (int) BlkifFormat.responseId(memory, slot) & (requests.length - 1);
    BlockRequest request = requests[id];
    if (request == null || BlkifFormat.responseStatus(memory, slot) != BlkifFormat.OKAY) {
      throw new InvariantViolation(
          "the back end answers request %d with status %d"
              .formatted(id, BlkifFormat.responseStatus(memory, slot)));
    }
    requests[id] = null;
    freeIds[free++] = id;
    for (int i = 0; i < segments[id]; i++) {
      if (!parts.frames().end(front, grants[id][i])) {
        throw new InvariantViolation("the back end answered and still uses a page");
      }
    }
    above.served(request);
  }

  @Override
  public void close() {
    parts.frames().end(front, ringGrant);
    parts.front().machine().pages().free(page >>> PhysicalMemory.FRAME_SHIFT, 0);
  }

  @Override
  public void report(MetricSink sink) {
    sink.metric("split.disk.requests", sent, "count", "Requests that the front end sent");
    sink.metric(
        "split.disk.signals.from-guest", signals, "count", "Signals that the front end sent");
  }
}
