package dev.tollgate.workload.disk;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.KernelSteps;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.core.machine.CpuWork;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.machine.Processors;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.FrameMappings;
import dev.tollgate.workload.split.SplitParts;
import dev.tollgate.workload.split.block.BlkifFormat;
import dev.tollgate.workload.split.block.BlockSplitSteps;
import dev.tollgate.workload.split.ring.BackRing;

/**
 * The back end of a split disk, in the guest that drives the real one, after blkback of Xen as of
 * May 2007: a thread of the kernel takes requests from the ring, maps the pages of each by a
 * crossing of its own, and submits a bio (with bus addresses, where the hypervisor maps for devices
 * too); when the bio is done its pages are unmapped, by a crossing of their own too, and the
 * request is answered.
 *
 * <p>The guest may write anything to its ring. A request without segments or with more than {@value
 * BlkifFormat#MOST_SEGMENTS}, with a segment that leaves its page, beyond the end of the disk, or
 * of pages that cannot be mapped is answered with an error; a ring that claims more requests than
 * it has places is not served any more.
 */
final class BlockBackEnd implements Bio.Owner {

  private static final int PENDING = BlkifFormat.RING.slots();

  private final SplitParts parts;
  private final BlockLayer layer;
  private final long diskSectors;
  private final int cpu;
  private final PhysicalMemory memory;
  private final int front;
  private final int back;
  private final boolean forDevices;
  private final FrameMappings ringMapping = new FrameMappings(1);
  private final BackRing ring;
  private final FrameMappings[] mappings = new FrameMappings[PENDING];
  private final long[] ids = new long[PENDING];
  private final int[] operations = new int[PENDING];
  private final int[] freePlaces = new int[PENDING];
  private final int[] firstSectors = new int[BlkifFormat.MOST_SEGMENTS];
  private final int[] sectorCounts = new int[BlkifFormat.MOST_SEGMENTS];
  private int free;
  private final Processors processors;
  private final CpuWork thread = this::thread;
  private boolean awake;
  private boolean broken;
  private int toFront;
  private long taken;
  private long refused;
  private long segmentsMapped;
  private long signals;

  private final CycleLedger ledger;
  private final int wakeUps;
  private final int switches;
  private final int takeSteps;
  private final int answerSteps;

  /**
   * A back end whose ring is mapped.
   *
   * @param layer the block layer over the real disk
   * @param diskSectors sectors that the disk has
   * @param cpu CPU of its thread and of the front end's signals
   * @throws BadInputException if the ring cannot be mapped
   */
  BlockBackEnd(
      SplitParts parts, BlockFrontEnd frontEnd, BlockLayer layer, long diskSectors, int cpu) {
    this.parts = parts;
    this.layer = layer;
    this.diskSectors = diskSectors;
    this.cpu = cpu;
    this.memory = parts.back().machine().memory();
    this.front = parts.front().number();
    this.back = parts.back().number();
    this.forDevices = parts.frames().mapsForDevices();
    ringMapping.add(front, frontEnd.ringGrant(), false, false);
    parts.frames().map(back, ringMapping);
    if (ringMapping.status[0] != FrameMappings.DONE) {
      throw new BadInputException("the back end cannot map the ring of the front end's disk");
    }
    this.ring =
        new BackRing(memory, ringMapping.frame[0] << PhysicalMemory.FRAME_SHIFT, BlkifFormat.RING);
    for (int place = 0; place < PENDING; place++) {
      mappings[place] = new FrameMappings(BlkifFormat.MOST_SEGMENTS);
      freePlaces[free++] = place;
    }
    this.processors = parts.back().machine().processors();
    this.ledger = parts.back().machine().ledger();
    this.wakeUps = ledger.open(CostCenter.DRIVER, KernelSteps.WAKE_UP);
    this.switches = ledger.open(CostCenter.DRIVER, KernelSteps.CONTEXT_SWITCH);
    this.takeSteps = ledger.open(CostCenter.DRIVER, BlockSplitSteps.BACK_REQUEST);
    this.answerSteps = ledger.open(CostCenter.DRIVER, BlockSplitSteps.BACK_RESPONSE);
  }

  /** The handler of the front end's signals. */
  CpuWork handler() {
    return this::signalled;
  }

  /** CPU that takes them. */
  int cpu() {
    return cpu;
  }

  /** Says which channel leads to the front end. */
  void connect(int channel) {
    toFront = channel;
  }

  private void signalled() {
    if (!awake) {
      awake = true;
      ledger.add(wakeUps, 1);
      ledger.add(switches, 1);
      processors.post(cpu, CpuContext.TASK, thread);
    }
  }

  /** One request of the thread, or its falling asleep. */
  private void thread() {
    broken |= ring.overrun();
    if (!broken && ring.requests() > 0 && free > 0) {
      take(ring.nextRequest());
      processors.post(cpu, CpuContext.TASK, thread);
      return;
    }
    layer.unplug();
    if (!broken && free > 0 && ring.awaitNext()) {
      processors.post(cpu, CpuContext.TASK, thread);
      return;
    }
    awake = false;
  }

  private void take(long slot) {
    ledger.add(takeSteps, 1);
    taken++;
    int place = freePlaces[--free];
    ids[place] = BlkifFormat.id(memory, slot);
    operations[place] = BlkifFormat.operation(memory, slot);
    int segments = BlkifFormat.segments(memory, slot);
    long sector = BlkifFormat.sector(memory, slot);
    mappings[place].clear();
    if (operations[place] == BlkifFormat.FLUSH) {
      layer.submit(layer.bio(DiskCommand.Kind.FLUSH, 0, new Flush(place)));
      return;
    }
    boolean write = operations[place] == BlkifFormat.WRITE;
    if ((!write && operations[place] != BlkifFormat.READ)
        || segments == 0
        || segments > BlkifFormat.MOST_SEGMENTS
        || !map(place, slot, segments, sector, write)) {
      refused++;
      answer(place, BlkifFormat.ERROR);
    }
  }

  /** Maps a request's pages and submits them as a bio; false if it is refused. */
  private boolean map(int place, long slot, int segments, long sector, boolean write) {
    FrameMappings pages = mappings[place];
    long sectors = 0;
    for (int i = 0; i < segments; i++) {
      int first = BlkifFormat.firstSector(memory, slot, i);
      int last = BlkifFormat.lastSector(memory, slot, i);
      if (first > last || last > BlkifFormat.LAST_SECTOR_OF_PAGE) {
        return false;
      }
      firstSectors[i] = first;
      sectorCounts[i] = last - first + 1;
      sectors += last - first + 1;
      pages.add(front, BlkifFormat.reference(memory, slot, i), write, forDevices);
    }
    if (sector < 0 || sector > diskSectors - sectors) {
      pages.clear();
      return false;
    }
    parts.frames().map(back, pages);
    segmentsMapped += segments;
    if (!allMapped(pages)) {
      return false;
    }
    Bio bio = layer.bio(write ? DiskCommand.Kind.WRITE : DiskCommand.Kind.READ, sector, this);
    for (int i = 0; i < segments; i++) {
      bio.add(
          (pages.frame[i] << PhysicalMemory.FRAME_SHIFT)
              + ((long) firstSectors[i] << SectorContent.SHIFT),
          sectorCounts[i] << SectorContent.SHIFT,
          place,
          forDevices
              ? pages.busAddress[i] + ((long) firstSectors[i] << SectorContent.SHIFT)
              : Bio.NONE);
    }
    layer.submit(bio);
    return true;
  }

  /** Whether every page was mapped; if not, none is any more. */
  private boolean allMapped(FrameMappings pages) {
    boolean all = true;
    for (int i = 0; i < pages.size(); i++) {
      all &= pages.status[i] == FrameMappings.DONE;
    }
    if (!all) {
      FrameMappings mapped = new FrameMappings(pages.size());
      for (int i = 0; i < pages.size(); i++) {
        if (pages.status[i] == FrameMappings.DONE) {
          mapped.add(pages.handle[i], pages.busAddress[i], forDevices);
        }
      }
      pages.clear();
      if (mapped.size() > 0) {
        parts.frames().unmap(back, mapped);
      }
    }
    return all;
  }

  @Override
  public void done(Bio bio) {
    int place = bio.token(0);
    parts.frames().unmap(back, mappings[place]);
    answer(place, BlkifFormat.OKAY);
  }

  private void answer(int place, int status) {
    ledger.add(answerSteps, 1);
    BlkifFormat.writeResponse(memory, ring.nextResponse(), ids[place], operations[place], status);
    freePlaces[free++] = place;
    if (ring.push()) {
      signals++;
      parts.signals().send(toFront);
    }
    if (!awake && !broken && ring.requests() > 0) {
      signalled();
    }
  }

  /** Lets go of the ring; no request is under way any more. */
  void close() {
    parts.frames().unmap(back, ringMapping);
  }

  void report(MetricSink sink) {
    sink.metric("split.disk.taken", taken, "count", "Requests that the back end took");
    sink.metric("split.disk.refused", refused, "count", "Of these, those refused");
    sink.metric(
        "split.disk.mappings", segmentsMapped, "count", "Pages of the guest that were mapped");
    sink.metric("split.disk.signals.to-guest", signals, "count", "Signals that the back end sent");
  }

  /** Waits for a flush, which has no memory. */
  private final class Flush implements Bio.Owner {

    private final int place;

    Flush(int place) {
      this.place = place;
    }

    @Override
    public void done(Bio bio) {
      answer(place, BlkifFormat.OKAY);
    }
  }
}
