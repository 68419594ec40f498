package dev.tollgate.workload.errant;

import dev.tollgate.core.dma.DmaDirection;

/**
 * Strikes at memory of a guest that the device does not work for: at its address, through a mapping
 * that was never granted, and through one whose page has gone to that guest since. A guest owns no
 * more pages than it was built with, so the other one first gives back one of its own to have room.
 */
final class AcrossDomains implements Attempts {

  private static final int DRIVING = 0;
  private static final int ROOM = 2;
  private static final int GOT = 3;

  private final Attack attack;
  private final Play play;
  private final Scene scene;
  private final Tally tally;
  private final Follower follower;
  private final Event map = new Event.Map(Striker.ERRANT, FIRST, FIRST, DmaDirection.TO_DEVICE);
  private final Event access = new Event.Access(FIRST, false);
  private final Event unmap = new Event.Unmap(FIRST);
  private final Event strike = new Event.Strike(FIRST, 0, READ_BYTES, false);
  private final Event surrender = new Event.Surrender(FIRST);
  private final Event receive = new Event.Receive(GOT, ROOM);

  AcrossDomains(ErrantOptions options, Play play, Tally tally, Follower follower) {
    this.attack = options.attack();
    this.play = play;
    this.scene = play.scene();
    this.tally = tally;
    this.follower = follower;
  }

  @Override
  public void attempt() {
    play.out(Play.STEP);
    switch (attack) {
      case OTHER_DOMAIN -> aim();
      case UNGRANTED -> mapWithoutGrant();
      case REVOKED_GRANT, ENDED_GRANT -> revoke();
      default -> giveBack();
    }
    if (scene.isMapped(FIRST)) {
      play.out(unmap);
    }
    scene.guests().restore();
  }

  private void aim() {
    if (play.out(new Event.Take(GuestPages.OTHER, FIRST))) {
      long address = scene.buffers().physical(scene.buffer(FIRST));
      strike(new Event.StrikeAt(address, READ_BYTES, false));
    }
  }

  private void mapWithoutGrant() {
    if (play.out(new Event.Take(GuestPages.OTHER, FIRST)) && play.out(map)) {
      strike(strike);
    }
  }

  private void revoke() {
    if (makeRoom()
        && play.out(new Event.Take(GuestPages.OTHER, FIRST))
        && play.out(new Event.Grant(FIRST))
        && play.out(map)) {
      play.out(access);
      if (attack == Attack.ENDED_GRANT) {
        play.out(new Event.Release(FIRST));
      }
      play.out(new Event.Revoke(FIRST));
      if (play.out(surrender) && play.out(receive)) {
        strike(strike);
      }
    }
  }

  private void giveBack() {
    if (makeRoom() && play.out(new Event.Take(DRIVING, FIRST)) && play.out(map)) {
      play.out(access);
      if (attack == Attack.GIVEN_BACK_CACHED) {
        play.out(unmap);
      }
      if (play.out(surrender) && play.out(receive)) {
        strike(strike);
      }
    }
  }

  private boolean makeRoom() {
    return play.out(new Event.Take(GuestPages.OTHER, ROOM)) && play.out(new Event.Surrender(ROOM));
  }

  private void strike(Event event) {
    follower.rightEnds();
    if (!succeeds(event)) {
      return;
    }
    play.log().close();
    if (attack == Attack.GIVEN_BACK_CACHED) {
      follower.succeeded();
      follower.follow(Words.page(scene.struckAddress()), () -> succeeds(event), () -> {});
    } else {
      tally.succeeded(scene.machine().now(), Tally.NEVER, 0, 0);
    }
  }

  private boolean succeeds(Event event) {
    play.out(event);
    Harm harm = Success.of(attack, scene);
    tally.struck(harm, scene.machine().now());
    return harm == attack.harm();
  }
}
