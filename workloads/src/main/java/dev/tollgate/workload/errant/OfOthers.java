package dev.tollgate.workload.errant;

import dev.tollgate.core.dma.DmaDirection;

/** Strikes at what is mapped for another device, at the bus address that it is mapped at. */
final class OfOthers implements Attempts {

  private final Attack attack;
  private final Play play;
  private final Scene scene;
  private final Tally tally;
  private final Event allocate;
  private final Event map;
  private final Event access = new Event.Access(FIRST, false);
  private final Event strike = new Event.Strike(FIRST, 0, READ_BYTES, false);
  private final Event unmap = new Event.Unmap(FIRST);
  private final Event free = new Event.Free(FIRST);

  OfOthers(ErrantOptions options, Play play, Tally tally) {
    this.attack = options.attack();
    this.play = play;
    this.scene = play.scene();
    this.tally = tally;
    int owner = attack == Attack.OTHER_BUS ? 2 : 1;
    allocate = new Event.Allocate(FIRST, options.size());
    map = new Event.Map(owner, FIRST, FIRST, DmaDirection.TO_DEVICE);
  }

  @Override
  public void attempt() {
    play.out(Play.STEP);
    if (!play.out(allocate)) {
      return;
    }
    if (play.out(map)) {
      play.out(access);
      play.out(strike);
      Harm harm = Success.of(attack, scene);
      tally.struck(harm, scene.machine().now());
      if (harm == attack.harm()) {
        tally.succeeded(scene.machine().now(), Tally.NEVER, 0, 0);
        play.log().close();
      }
      play.out(unmap);
    }
    play.out(free);
  }
}
