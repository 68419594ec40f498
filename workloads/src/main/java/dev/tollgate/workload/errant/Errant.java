package dev.tollgate.workload.errant;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.FreshMachines;
import dev.tollgate.core.spi.Workload;
import dev.tollgate.core.spi.WorkloadContext;
import dev.tollgate.core.spi.WorkloadDemands;
import java.util.function.LongConsumer;
import org.apache.commons.rng.simple.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * A device that tries one attack over and over, beside honest traffic. What it did is mended after
 * each strike, so the run ends with a sound kernel and every attempt stands for itself.
 */
final class Errant implements Workload {

  static final WorkloadDemands DEMANDS = new WorkloadDemands(Scene.DEVICES, 0, ImmutableSet.of());

  private static final long PROGRESS_EVENTS = 4096;

  /** How long the device waits for its bus to be stopped: Calgary's watchdog looks every 2 s. */
  private static final long PATIENCE = 3_000_000_000_000L;

  private final ErrantOptions options;
  private final long seed;
  private final Tally tally = new Tally();
  private ErrantReport report;
  private ImmutableList<Event> attempt = ImmutableList.of();
  private ImmutableList<Event> whole = ImmutableList.of();
  private @Nullable Shortest shortest;

  Errant(ErrantOptions options, long seed) {
    this.options = options;
    this.seed = seed;
    this.report = new ErrantReport(tally);
  }

  @Override
  public WorkloadDemands demands() {
    return DEMANDS;
  }

  @Override
  public void run(WorkloadContext context) {
    Scene scene = new Scene(context, options, options.attack(), 0);
    Play play = new Play(scene, options, true);
    Attempts attempts =
        Attempts.of(
            options,
            play,
            tally,
            new StepwiseFollower(play, tally, options),
            RandomSource.XO_SHI_RO_256_PP.create(seed));
    long most =
        options.attack().isLong()
            ? Math.min(options.attempts(), Math.max(1, options.follow()))
            : options.attempts();
    make(attempts, most, play, context.progress());
    if (tally.succeeded > 0) {
      attempt = play.log().sinceMark();
      whole = play.log().all();
    }
    awaitDetection(scene);
    scene.close();
    report.of(scene);
  }

  private void make(Attempts attempts, long most, Play play, LongConsumer progress) {
    Scene scene = play.scene();
    long reported = 0;
    while (tally.attempts < most && tally.stopped == Tally.NEVER) {
      if (play.log().isOpen()) {
        play.log().mark();
      }
      attempts.attempt();
      tally.attempts++;
      if (!scene.busWorks()) {
        tally.stopped = scene.machine().now();
      }
      if (scene.strikes() - reported >= PROGRESS_EVENTS) {
        progress.accept(scene.strikes() - reported);
        reported = scene.strikes();
      }
    }
    progress.accept(scene.strikes() - reported);
  }

  /** After a strike was refused, lets things happen until the bus stops or patience ends. */
  private void awaitDetection(Scene scene) {
    if (tally.firstRefused == Tally.NEVER) {
      return;
    }
    long end = scene.machine().now() + PATIENCE;
    while (tally.stopped == Tally.NEVER && scene.machine().events().nextTime() <= end) {
      scene.machine().advanceTo(scene.machine().events().nextTime());
      if (!scene.busWorks()) {
        tally.stopped = scene.machine().now();
      }
    }
  }

  @Override
  public void afterwards(FreshMachines machines) {
    if (options.shortest() && !whole.isEmpty()) {
      Shortest search = new Shortest(machines, options);
      search.find(attempt, whole);
      shortest = search;
    }
  }

  @Override
  public void report(MetricSink sink) {
    report.report(sink);
    report.sequence(sink, shortest);
  }
}
