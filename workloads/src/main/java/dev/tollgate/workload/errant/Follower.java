package dev.tollgate.workload.errant;

import java.util.function.BooleanSupplier;

/** Follows successes until they end, or until the horizon. */
abstract class Follower {

  private final Scene scene;
  private final Tally tally;
  private final long horizon;
  private long left;

  private long since;
  private long mapsThen;
  private long unmapsThen;

  Follower(Play play, Tally tally, ErrantOptions options) {
    this.scene = play.scene();
    this.tally = tally;
    this.horizon = options.horizon();
    this.left = options.follow();
  }

  /** The right to something ends now. */
  final void rightEnds() {
    since = scene.machine().now();
    mapsThen = scene.maps();
    unmapsThen = scene.unmaps();
  }

  /** An attempt has succeeded after the right to it ended. */
  final void succeeded() {
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
   * @param then what is left to do once it is over
   */
  final void follow(long ioPage, BooleanSupplier again, Runnable then) {
    if (left == 0) {
      then.run();
      return;
    }
    left--;
    followOne(ioPage, again, then);
  }

  abstract void followOne(long ioPage, BooleanSupplier again, Runnable then);

  /** Steps that a success is followed for, at most. */
  final long horizon() {
    return horizon;
  }

  /** The horizon came before the end. */
  final void isOpen() {
    tally.stillOpen++;
  }

  /** Tries the same again; true if it has come to its end, by what has just happened. */
  final boolean hasEnded(BooleanSupplier again, End by) {
    if (again.getAsBoolean()) {
      lasted();
      return false;
    }
    tally.ended.add(by);
    return true;
  }
}
