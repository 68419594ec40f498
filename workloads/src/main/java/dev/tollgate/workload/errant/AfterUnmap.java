package dev.tollgate.workload.errant;

import dev.tollgate.core.dma.DmaDirection;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Strikes through a mapping that has ended: the device has used it, so that the unit may still
 * cache its translation, the driver has unmapped it, and the kernel goes on using the buffer.
 */
final class AfterUnmap implements Attempts {

  /** How many attempts are made, on average, before honest traffic goes on. */
  private static final int ATTEMPTS_IN_A_ROW = 8;

  private static final int MOST_STEPS_BETWEEN = 3;

  private final Attack attack;
  private final Play play;
  private final Scene scene;
  private final Tally tally;
  private final Follower follower;
  private final UniformRandomProvider random;
  private final long delay;

  private final Event allocate;
  private final Event map;
  private final Event access;
  private final Event unmap = new Event.Unmap(FIRST);
  private final Event fill = new Event.Fill(FIRST);
  private final Event check = new Event.Check(FIRST);
  private final Event use = new Event.Use(FIRST);
  private final Event free = new Event.Free(FIRST);
  private final Event[] strikes;

  AfterUnmap(
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
    this.delay = options.delay();
    boolean reads = attack == Attack.STALE_READ;
    allocate = new Event.Allocate(FIRST, options.size());
    map =
        new Event.Map(
            Striker.ERRANT,
            FIRST,
            FIRST,
            reads ? DmaDirection.TO_DEVICE : DmaDirection.FROM_DEVICE);
    access = new Event.Access(FIRST, !reads);
    // Whoever rewrites what was checked rewrites the beginning, which is what was checked.
    strikes = new Event[attack == Attack.TOCTOU_UNMAP ? 1 : options.size() / READ_BYTES];
    for (int i = 0; i < strikes.length; i++) {
      strikes[i] =
          new Event.Strike(FIRST, (long) i * READ_BYTES, reads ? READ_BYTES : WRITE_BYTES, !reads);
    }
  }

  @Override
  public void attempt() {
    // Before the first, too: else its I/O page is the first that a wrap hands out, and a wrap looks
    // like a mapping of the same page.
    if (random.nextInt(ATTEMPTS_IN_A_ROW) == 0 || tally.attempts == 0) {
      for (int steps = 1 + random.nextInt(MOST_STEPS_BETWEEN); steps > 0; steps--) {
        play.out(Play.STEP);
      }
    }
    if (!play.out(allocate)) {
      return;
    }
    if (play.out(map)) {
      play.out(access);
      play.out(unmap);
      follower.rightEnds();
      if (attack == Attack.STALE_READ) {
        play.out(fill);
      }
      if (delay > 0) {
        play.out(new Event.Wait(delay));
      }
      Event strike = strikes[random.nextInt(strikes.length)];
      if (succeeds(strike)) {
        follower.succeeded();
        play.log().close();
        follower.follow(
            Words.page(scene.mappings().bus(FIRST)), () -> succeeds(strike), () -> play.out(free));
        return;
      }
    }
    play.out(free);
  }

  private boolean succeeds(Event strike) {
    Harm harm;
    if (attack == Attack.TOCTOU_UNMAP) {
      play.out(check);
      Harm struck = play.strike(strike);
      Harm used = play.strike(use);
      harm = used.isDone() ? Success.of(attack, scene) : struck;
    } else {
      play.out(strike);
      harm = Success.of(attack, scene);
    }
    tally.struck(harm, scene.machine().now());
    return harm == attack.harm();
  }
}
