package dev.tollgate.workload.errant;

import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.dma.DmaMapOperations;
import dev.tollgate.core.machine.PhysicalMemory;

/**
 * A DMA to a buffer that was begun before its unmap and arrives when the I/O page, or the page
 * frame behind it, has been given to another device's buffer. The IOMMU does what it is told, and
 * yet the bytes are somebody else's.
 */
final class Reassigned implements Attempts {

  private final Play play;
  private final Scene scene;
  private final Tally tally;
  private final Follower follower;
  private final long horizon;
  private final Event allocate;
  private final Event map = new Event.Map(Striker.ERRANT, FIRST, FIRST, DmaDirection.TO_DEVICE);
  private final Event access = new Event.Access(FIRST, false);
  private final Event unmap = new Event.Unmap(FIRST);
  private final Event free = new Event.Free(FIRST);

  Reassigned(ErrantOptions options, Play play, Tally tally, Follower follower) {
    this.play = play;
    this.scene = play.scene();
    this.tally = tally;
    this.follower = follower;
    this.horizon = options.horizon();
    allocate = new Event.Allocate(FIRST, options.trafficSize());
  }

  @Override
  public void attempt() {
    if (!play.out(allocate)) {
      return;
    }
    boolean mapped = play.out(map);
    if (mapped) {
      play.out(access);
      play.out(unmap);
    }
    play.out(free);
    if (mapped) {
      awaitReassignment();
    }
  }

  private void awaitReassignment() {
    follower.rightEnds();
    long bus = scene.mappings().bus(FIRST);
    long frame = Words.page(scene.mappings().physical(FIRST));
    Event strike = new Event.Strike(FIRST, -Words.offset(bus), PhysicalMemory.FRAME_BYTES, false);
    boolean done = false;
    for (long step = 0; step < horizon && !done; step++) {
      play.out(play.interval());
      play.out(Play.MAP_PART);
      if (isReassigned(Words.page(bus), frame)) {
        Harm harm = play.strike(strike);
        tally.struck(harm, scene.machine().now());
        done = harm == Harm.READ;
      }
      if (done) {
        play.log().close();
        follower.succeeded();
        tally.stillOpen++;
      }
      play.out(Play.ACCESS_PART);
      play.out(Play.UNMAP_PART);
    }
  }

  private boolean isReassigned(long ioPage, long frame) {
    long latest = scene.bystander().latestAddress();
    return latest != DmaMapOperations.MAPPING_ERROR
        && (Words.page(latest) == ioPage
            || Words.page(scene.buffers().physical(scene.bystander().latestBuffer())) == frame);
  }
}
