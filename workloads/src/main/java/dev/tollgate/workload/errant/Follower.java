package dev.tollgate.workload.errant;

import dev.tollgate.core.dma.DmaMapOperations;
import java.util.function.BooleanSupplier;

/**
 * Follows successes until they end: lets honest traffic go on and tries the same again before and
 * after each thing that happens, so that the end is known to one of them.
 */
final class Follower {

  private final Play play;
  private final Scene scene;
  private final Tally tally;
  private final long horizon;
  private long left;

  private long since;
  private long mapsThen;
  private long unmapsThen;

  Follower(Play play, Tally tally, ErrantOptions options) {
    this.play = play;
    this.scene = play.scene();
    this.tally = tally;
    this.horizon = options.horizon();
    this.left = options.follow();
  }

  /** The right to something ends now. */
  void rightEnds() {
    since = scene.machine().now();
    mapsThen = scene.maps();
    unmapsThen = scene.unmaps();
  }

  /** An attempt has succeeded after the right to it ended. */
  void succeeded() {
    tally.succeeded(
        scene.machine().now(), since, scene.maps() - mapsThen, scene.unmaps() - unmapsThen);
    lasted();
  }

  private void lasted() {
    tally.lasted(
        scene.machine().now() - since, scene.maps() - mapsThen, scene.unmaps() - unmapsThen);
  }

  /**
   * Follows a success, unless enough were followed.
   *
   * @param ioPage that it goes through
   * @param again tries the same again
   */
  void follow(long ioPage, BooleanSupplier again) {
    if (left == 0) {
      return;
    }
    left--;
    long before = scene.bystander().latestAddress();
    for (long step = 0; step < horizon; step++) {
      play.out(play.interval());
      if (hasEnded(again, End.TIME)) {
        return;
      }
      play.out(Play.MAP_PART);
      long address = scene.bystander().latestAddress();
      if (hasEnded(again, endByMap(before, address, ioPage))) {
        return;
      }
      before = address;
      play.out(Play.ACCESS_PART);
      if (hasEnded(again, End.ACCESS)) {
        return;
      }
      play.out(Play.UNMAP_PART);
      if (hasEnded(again, End.UNMAP)) {
        return;
      }
    }
    tally.stillOpen++;
  }

  private static End endByMap(long before, long address, long ioPage) {
    if (address == DmaMapOperations.MAPPING_ERROR || before == DmaMapOperations.MAPPING_ERROR) {
      return End.MAP;
    }
    return Words.page(address) == ioPage ? End.REMAP : address < before ? End.WRAP : End.MAP;
  }

  private boolean hasEnded(BooleanSupplier again, End by) {
    if (again.getAsBoolean()) {
      lasted();
      return false;
    }
    tally.ended.add(by);
    return true;
  }
}
