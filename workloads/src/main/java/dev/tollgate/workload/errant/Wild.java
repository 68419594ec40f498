package dev.tollgate.workload.errant;

import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.machine.PhysicalMemory;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Strikes at addresses that are wrong: one of the device's own with a bit of the page turned, or
 * any at random. Reads, and writes where it could read. An address that leads to what some driver
 * has mapped at the time is luck and told apart: that is the attack on another device.
 */
final class Wild implements Attempts {

  private static final int ADDRESS_BITS = 32;

  private final Attack attack;
  private final Play play;
  private final Scene scene;
  private final Tally tally;
  private final Follower follower;
  private final UniformRandomProvider random;
  private final long range;
  private final Event allocate;
  private final Event map = new Event.Map(Striker.ERRANT, FIRST, FIRST, DmaDirection.FROM_DEVICE);
  private final Event access = new Event.Access(FIRST, true);
  private final Event unmap = new Event.Unmap(FIRST);
  private final Event free = new Event.Free(FIRST);
  private long harmAt;

  Wild(
      ErrantOptions options,
      Play play,
      Tally tally,
      Follower follower,
      UniformRandomProvider random) {
    this.attack = options.attack();
    this.play = play;
    this.scene = play.scene();
    this.tally = tally;
    this.follower = follower;
    this.random = random;
    this.range = options.range();
    allocate = new Event.Allocate(FIRST, options.trafficSize());
  }

  @Override
  public void attempt() {
    play.out(Play.STEP);
    if (!play.out(allocate)) {
      return;
    }
    if (play.out(map)) {
      play.out(access);
      strike(address());
      play.out(unmap);
    }
    play.out(free);
  }

  private long address() {
    if (attack == Attack.RANDOM) {
      return random.nextLong(range) & -Long.BYTES;
    }
    int bit =
        PhysicalMemory.FRAME_SHIFT + random.nextInt(ADDRESS_BITS - PhysicalMemory.FRAME_SHIFT);
    return scene.mappings().bus(FIRST) ^ (1L << bit);
  }

  private void strike(long address) {
    boolean lucky = scene.isLive(Words.page(address));
    follower.rightEnds();
    boolean harmed = succeeds(new Event.StrikeAt(address, WRITE_BYTES, false), lucky);
    if (scene.latest() != Harm.REFUSED) {
      harmed |= succeeds(new Event.StrikeAt(address, WRITE_BYTES, true), lucky);
    }
    if (harmed && lucky) {
      tally.lucky++;
    } else if (harmed) {
      follower.succeeded();
      Event again = new Event.StrikeAt(address, WRITE_BYTES, false);
      long first = harmAt;
      follower.follow(Words.page(address), () -> leadsTo(first, again), () -> {});
    }
  }

  /** Whether an address still leads to the same memory, whoever has it by now. */
  private boolean leadsTo(long physical, Event strike) {
    tally.struck(play.strike(strike), scene.machine().now());
    return scene.reached() == physical;
  }

  private boolean succeeds(Event strike, boolean lucky) {
    Harm harm = play.strike(strike);
    tally.struck(harm, scene.machine().now());
    if (harm.isDone()) {
      harmAt = scene.reached();
    }
    if (harm.isDone() && !lucky) {
      play.log().close();
    }
    return harm.isDone();
  }
}
