package dev.tollgate.workload.errant;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.Processors;
import dev.tollgate.core.spi.WorkloadContext;
import org.apache.commons.rng.simple.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * The turns that an errant device takes while another workload lets time pass: one each interval,
 * which is an attempt, or one more strike at a success that is followed.
 */
final class Turns {

  private static final int CPU = 0;

  private final WorkloadContext context;
  private final Machine machine;
  private final ErrantOptions options;
  private final int firstDevice;
  private final Tally tally;
  private final long seed;
  private ImmutableList<Event> firstSuccess = ImmutableList.of();
  private @Nullable Players players;
  private boolean closed;

  /** Who takes part. */
  private record Players(Scene scene, Play play, PatientFollower follower, Attempts attempts) {}

  Turns(WorkloadContext context, ErrantOptions options, int firstDevice, Tally tally, long seed) {
    this.context = context;
    this.machine = context.machine();
    this.options = options;
    this.firstDevice = firstDevice;
    this.tally = tally;
    this.seed = seed;
  }

  /** Has the next turn taken an interval from now. */
  void next() {
    machine.events().schedule(machine.now() + options.interval(), now -> begin());
  }

  private void begin() {
    Processors processors = machine.processors();
    if (!closed && processors.areUsed()) {
      processors.post(CPU, CpuContext.SOFT_INTERRUPT, this::take);
    } else {
      take();
    }
  }

  private void take() {
    if (!closed && takeOne(players())) {
      next();
    }
  }

  /** Made at the first turn: what the other workload needs of a new machine it has got by then. */
  private Players players() {
    Players made = players;
    if (made == null) {
      Scene scene = new Scene(context, options, options.attack(), firstDevice);
      Play play = new Play(scene, options, false);
      PatientFollower follower = new PatientFollower(play, tally, options);
      made =
          new Players(
              scene,
              play,
              follower,
              Attempts.of(
                  options, play, tally, follower, RandomSource.XO_SHI_RO_256_PP.create(seed)));
      players = made;
    }
    return made;
  }

  private boolean takeOne(Players all) {
    if (all.follower().takesTurn()) {
      return true;
    }
    if (tally.attempts == options.attempts() || tally.stopped != Tally.NEVER) {
      return false;
    }
    if (all.play().log().isOpen()) {
      all.play().log().mark();
    }
    all.attempts().attempt();
    tally.attempts++;
    if (tally.succeeded > 0 && firstSuccess.isEmpty()) {
      firstSuccess = all.play().log().sinceMark();
    }
    if (!all.scene().busWorks()) {
      tally.stopped = machine.now();
    }
    return true;
  }

  /** Takes no more turns, and lets go of everything. */
  void close() {
    closed = true;
    Players all = players;
    if (all != null) {
      all.follower().close();
      all.scene().close();
    }
  }

  /** The events of the first attempt that succeeded; empty if none did. */
  ImmutableList<Event> firstSuccess() {
    return firstSuccess;
  }
}
