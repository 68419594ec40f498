package dev.tollgate.workload.kmem;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.allocator.MemoryTimeline;
import dev.tollgate.core.allocator.SlabInfoSource;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PageCounts;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.Workload;
import dev.tollgate.core.spi.WorkloadContext;
import dev.tollgate.core.spi.WorkloadDemands;
import dev.tollgate.workload.text.TextFile;
import org.jspecify.annotations.Nullable;

/**
 * Replays a trace's allocations through the run's allocator: each request in the trace's order and,
 * where the trace has times, at its time.
 *
 * <p>A request that the allocator cannot meet does not end the replay: it is counted, its free does
 * nothing, and the first such event is remembered with what memory looked like.
 */
final class AllocationReplay implements Workload {

  private static final int PROGRESS_EVENTS = 8192;

  private final AllocationConfiguration configuration;
  private final AllocationCounts counts = new AllocationCounts();
  private final MeasuredUse measured;
  private @Nullable RequestPlayer player;
  private @Nullable RequestSource source;
  private @Nullable MemoryTimeline timeline;
  private @Nullable MemoryShortage shortage;
  private @Nullable MemoryPictures pictures;
  private long digest;

  AllocationReplay(AllocationConfiguration configuration) {
    this.configuration = configuration;
    this.measured = new MeasuredUse(configuration.measuredLine());
  }

  @Override
  public WorkloadDemands demands() {
    return new WorkloadDemands(ImmutableList.of(), 0, ImmutableSet.of());
  }

  @Override
  public void run(WorkloadContext context) {
    Machine machine = context.machine();
    KernelAllocator allocator = context.allocator();
    SlabInfoSource slabs = allocator.as(SlabInfoSource.class);
    if (configuration.geometry() != null && slabs == null) {
      throw new BadInputException("this allocator cuts no slabs, so it has no geometry to write");
    }
    AllocationSummary summary = new AllocationSummary(allocator, machine.pages().counts(), counts);
    try (RequestSource requests = Requests.open(configuration.trace());
        ObjectPlacements placements =
            new ObjectPlacements(configuration.placements(), !requests.isComplete())) {
      source = requests;
      RequestPlayer player =
          new RequestPlayer(
              configuration,
              requests,
              allocator,
              placements,
              counts,
              machine.profile().pageFrames());
      this.player = player;
      play(requests, player, summary, context);
      digest = placements.digest();
    }
    TextFile.write(configuration.summary(), summary.text(digest), "the summary");
    if (slabs != null) {
      TextFile.write(configuration.geometry(), slabs.geometryText(), "the geometry");
    }
  }

  private void play(
      RequestSource requests,
      RequestPlayer player,
      AllocationSummary summary,
      WorkloadContext context) {
    Machine machine = context.machine();
    KernelAllocator allocator = context.allocator();
    MemoryPictures taken = MemoryPictures.of(machine, allocator, player, configuration.pictures());
    pictures = taken;
    Schedule schedule = new Schedule(allocator, machine, summary, taken);
    PageCounts pages = machine.pages().counts();
    while (requests.next()) {
      long time = requests.picoseconds();
      if (time != RequestSource.UNKNOWN) {
        machine.advanceTo(time);
      }
      boolean met = player.play();
      long events = ++counts.events;
      if (!met && shortage == null) {
        shortage =
            new MemoryShortage(
                events,
                requests.line(),
                player.lastSize(),
                allocator.use(),
                machine.pages().freeBlocks());
      }
      if (pages.heldFrames() >= schedule.rise) {
        schedule.rise(events);
      }
      if (measured.isDue(requests.line())) {
        measured.measure(allocator, events);
      }
      if (events == schedule.next) {
        schedule.carryOut(events);
      }
      if ((events & (PROGRESS_EVENTS - 1)) == 0) {
        context.progress().accept(PROGRESS_EVENTS);
      }
    }
    context.progress().accept(counts.events & (PROGRESS_EVENTS - 1));
    if (timeline != null) {
      timeline.finish(counts.events);
    }
    if (taken != null) {
      taken.finish(counts.events);
    }
  }

  /** What is to be done after which event: state lines, samples, checks. */
  private final class Schedule {

    private final KernelAllocator allocator;
    private final AllocationSummary summary;
    private final @Nullable MemoryTimeline samples;
    private final @Nullable MemoryPictures taken;
    private long nextState = Long.MAX_VALUE;
    private long nextSample = Long.MAX_VALUE;
    private long nextCheck = Long.MAX_VALUE;
    private long nextPicture = Long.MAX_VALUE;
    private long next;
    private long rise = Long.MAX_VALUE;

    Schedule(
        KernelAllocator allocator,
        Machine machine,
        AllocationSummary summary,
        @Nullable MemoryPictures taken) {
      this.allocator = allocator;
      this.summary = summary;
      this.taken = taken;
      if (configuration.summary() != null) {
        nextState = configuration.stateEvery();
      }
      if (configuration.checkEvery() > 0) {
        nextCheck = configuration.checkEvery();
      }
      if (configuration.samples() > 0) {
        samples = new MemoryTimeline(allocator, machine, configuration.samples());
        nextSample = samples.sample(0);
      } else {
        samples = null;
      }
      timeline = samples;
      if (taken != null) {
        nextPicture = taken.sample(0);
        rise = machine.pages().counts().heldFrames() + 1;
      }
      next = soonest();
    }

    private long soonest() {
      return Math.min(Math.min(nextState, nextSample), Math.min(nextCheck, nextPicture));
    }

    /** More pages are held than ever before. */
    void rise(long events) {
      if (taken != null) {
        rise = taken.rise(events);
      }
    }

    void carryOut(long events) {
      if (events == nextState) {
        summary.state();
        nextState += configuration.stateEvery();
      }
      if (events == nextSample && samples != null) {
        nextSample = samples.sample(events);
      }
      if (events == nextCheck) {
        MemoryTimeline.requireComplete(allocator.use(), events);
        nextCheck += configuration.checkEvery();
      }
      if (events == nextPicture && taken != null) {
        nextPicture = taken.sample(events);
      }
      next = soonest();
    }
  }

  @Override
  public void report(MetricSink sink) {
    counts.report(sink);
    measured.report(sink);
    if (player != null) {
      player.report(sink);
    }
    if (timeline != null) {
      timeline.report(sink);
    }
    if (pictures != null) {
      pictures.report(sink);
    }
    if (shortage != null) {
      shortage.report(sink);
    }
    if (source != null) {
      source.report(sink);
    }
    sink.metric("workload.placements.digest", digest, "fnv1a", "Digest of the list of placements");
  }
}
