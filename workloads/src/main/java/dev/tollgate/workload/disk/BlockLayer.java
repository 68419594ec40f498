package dev.tollgate.workload.disk;

import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.core.machine.CpuWork;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.Processors;
import dev.tollgate.core.metric.MetricSink;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The block layer: makes requests of bios, merges neighbours while they wait, and keeps the driver
 * supplied. Requests wait in the order they came, as with Linux's noop scheduler.
 *
 * <p>A bio joins a waiting request that ends where it begins, or begins where it ends, if both do
 * the same and the driver's limits allow it. Requests wait until {@link #unplug}, or while the
 * device has no room.
 */
final class BlockLayer implements DiskDriver.Listener, CpuWork {

  private final Machine machine;
  private final Processors processors;
  private final DiskDriver driver;
  private final DiskLimits limits;
  private final KernelObjects objects;
  private final DiskCosts costs;
  private final boolean endsLater;
  private final ArrayDeque<BlockRequest> waiting = new ArrayDeque<>();
  private final Long2ObjectOpenHashMap<BlockRequest> byStart = new Long2ObjectOpenHashMap<>();
  private final Long2ObjectOpenHashMap<BlockRequest> byEnd = new Long2ObjectOpenHashMap<>();
  private final ArrayDeque<BlockRequest> done = new ArrayDeque<>();
  private final ArrayDeque<BlockRequest> freeRequests = new ArrayDeque<>();
  private @Nullable Bio freeBio;
  private boolean endPosted;
  private int inFlight;
  private long bios;
  private long merged;
  private long issued;
  private int mostWaiting;
  private long readNanoseconds;
  private long writeNanoseconds;
  private final LatencyMeter latency = new LatencyMeter();

  /**
   * A block layer over a driver.
   *
   * @param endsLater whether requests end in a soft interrupt, as those of SCSI do, instead of in
   *     the interrupt
   */
  BlockLayer(
      Machine machine,
      DiskDriver driver,
      KernelObjects objects,
      DiskCosts costs,
      boolean endsLater) {
    this.machine = machine;
    this.processors = machine.processors();
    this.driver = driver;
    this.limits = driver.limits();
    this.objects = objects;
    this.costs = costs;
    this.endsLater = endsLater;
    driver.listen(this);
  }

  /** What fits one request, and so one bio. */
  DiskLimits limits() {
    return limits;
  }

  /** An empty bio, to be {@linkplain #submit submitted}. */
  Bio bio(DiskCommand.Kind kind, long sector, Bio.Owner owner) {
    Bio bio = freeBio;
    if (bio == null) {
      bio = new Bio();
    } else {
      freeBio = bio.next;
    }
    bio.object = objects.takeBio();
    bio.start(kind, sector, owner);
    return bio;
  }

  /** Whether memory can be added to a bio without going beyond what one request takes. */
  boolean hasRoom(Bio bio, int bytes) {
    return bio.sectors() + (bytes >> SectorContent.SHIFT) <= limits.sectors()
        && bio.count() < limits.segments();
  }

  /** Takes a bio; the driver hears of it at {@link #unplug} at the latest. */
  void submit(Bio bio) {
    bios++;
    costs.add(costs.bio, 1);
    if (bio.kind != DiskCommand.Kind.FLUSH && !waiting.isEmpty()) {
      costs.add(costs.mergeTry, 1);
      if (mergeBehind(bio) || mergeBefore(bio)) {
        merged++;
        return;
      }
    }
    BlockRequest request = freeRequests.poll();
    if (request == null) {
      request = new BlockRequest();
    }
    costs.add(costs.request, 1);
    request.object = objects.takeRequest();
    request.kind = bio.kind;
    request.sector = bio.sector;
    request.sectors = bio.sectors();
    request.segmentCount = RequestSegments.count(bio, limits);
    request.first = bio;
    request.last = bio;
    waiting.add(request);
    mostWaiting = Math.max(mostWaiting, waiting.size());
    index(request);
  }

  private boolean mergeBehind(Bio bio) {
    BlockRequest request = byEnd.get(bio.sector);
    if (request == null || request.kind != bio.kind) {
      return false;
    }
    Bio before = Objects.requireNonNull(request.last);
    if (!fits(request, bio) || !RequestSegments.mayFollow(before, bio, limits)) {
      return false;
    }
    unindex(request);
    before.next = bio;
    request.last = bio;
    grow(request, bio);
    return true;
  }

  private boolean mergeBefore(Bio bio) {
    BlockRequest request = byStart.get(bio.end());
    if (request == null || request.kind != bio.kind) {
      return false;
    }
    Bio after = Objects.requireNonNull(request.first);
    if (!fits(request, bio) || !RequestSegments.mayFollow(bio, after, limits)) {
      return false;
    }
    unindex(request);
    bio.next = after;
    request.first = bio;
    request.sector = bio.sector;
    grow(request, bio);
    return true;
  }

  private boolean fits(BlockRequest request, Bio bio) {
    return request.sectors + bio.sectors() <= limits.sectors()
        && request.segmentCount + RequestSegments.count(bio, limits) <= limits.segments();
  }

  private void grow(BlockRequest request, Bio bio) {
    request.sectors += bio.sectors();
    request.segmentCount += RequestSegments.count(bio, limits);
    index(request);
  }

  private void index(BlockRequest request) {
    if (request.kind == DiskCommand.Kind.FLUSH) {
      return;
    }
    byStart.put(request.sector, request);
    byEnd.put(request.end(), request);
  }

  private void unindex(BlockRequest request) {
    byStart.remove(request.sector, request);
    byEnd.remove(request.end(), request);
  }

  /** Gives the driver as many requests as it takes. */
  void unplug() {
    boolean any = false;
    for (BlockRequest next = waiting.peek(); next != null; next = waiting.peek()) {
      if (next.kind != DiskCommand.Kind.FLUSH) {
        RequestSegments.join(next, limits);
      }
      if (!driver.issue(next)) {
        break;
      }
      waiting.remove();
      unindex(next);
      next.issuedAt = processors.localTime();
      inFlight++;
      issued++;
      any = true;
    }
    if (any) {
      driver.commit();
    }
  }

  @Override
  public void served(BlockRequest request) {
    inFlight--;
    long took = machine.now() - request.issuedAt;
    latency.record(took);
    switch (request.kind) {
      case READ -> readNanoseconds += took / 1_000;
      case WRITE -> writeNanoseconds += took / 1_000;
      case FLUSH -> {}
    }
    if (!endsLater) {
      end(request);
      return;
    }
    done.add(request);
    if (!endPosted) {
      endPosted = true;
      processors.post(Math.max(0, processors.current()), CpuContext.SOFT_INTERRUPT, this);
    }
  }

  @Override
  public void roomAgain() {
    if (!endsLater) {
      unplug();
    }
  }

  @Override
  public void run() {
    endPosted = false;
    costs.add(costs.softInterrupt, 1);
    for (BlockRequest request = done.poll(); request != null; request = done.poll()) {
      end(request);
    }
    unplug();
  }

  private void end(BlockRequest request) {
    costs.add(costs.requestEnd, 1);
    Bio bio = request.first;
    while (bio != null) {
      Bio next = bio.next;
      Objects.requireNonNull(bio.owner).done(bio);
      objects.giveBio(bio.object);
      bio.owner = null;
      bio.next = freeBio;
      freeBio = bio;
      bio = next;
    }
    objects.giveRequest(request.object);
    request.segments.clear();
    request.first = null;
    request.last = null;
    freeRequests.push(request);
  }

  /** Time that reads took, all together. */
  long readNanoseconds() {
    return readNanoseconds;
  }

  /** Time that writes took, all together. */
  long writeNanoseconds() {
    return writeNanoseconds;
  }

  /** Requests that the driver has, or that wait for it. */
  int outstanding() {
    return inFlight + waiting.size() + done.size();
  }

  /** Reports the layer's figures. */
  void report(MetricSink sink) {
    sink.metric("disk.bios", bios, "count", "Bios submitted to the block layer");
    sink.metric("disk.merges", merged, "count", "Bios that joined a request that waited");
    sink.metric("disk.requests", issued, "count", "Requests given to the driver");
    sink.metric("disk.waiting.max", mostWaiting, "count", "Most requests that waited at once");
    latency.report(
        sink, "disk.request-latency", "Time from giving a request to the driver to its interrupt");
  }
}
