package dev.tollgate.workload.errant;

/** What a run of an attack came to. Times are picoseconds. */
final class Tally {

  /** No attempt succeeded. */
  static final int BLOCKED = 0;

  /** Attempts succeeded after the right to it had ended, and those followed came to an end. */
  static final int WINDOW = 1;

  /** Attempts succeeded, and nothing that was seen would have ended it. */
  static final int OPEN = 2;

  static final long NEVER = -1;

  final Counts<Harm> strikes = new Counts<>(Harm.class);
  final Counts<End> ended = new Counts<>(End.class);
  long attempts;
  long succeeded;
  long lucky;
  long stillOpen;
  long firstSuccess = NEVER;
  long firstAfter = NEVER;
  long firstMaps = NEVER;
  long firstUnmaps = NEVER;
  long windowMax;
  long windowMapsMax;
  long windowUnmapsMax;
  long firstRefused = NEVER;
  long stopped = NEVER;

  /** A strike, or a use after one, was judged. */
  void struck(Harm harm, long now) {
    strikes.add(harm);
    if (harm == Harm.REFUSED && firstRefused == NEVER) {
      firstRefused = now;
    }
  }

  /**
   * An attempt succeeded.
   *
   * @param now when
   * @param since when the right to it had ended, or {@link #NEVER} if it never had
   * @param maps mappings made since
   * @param unmaps mappings ended since
   */
  void succeeded(long now, long since, long maps, long unmaps) {
    succeeded++;
    if (since == NEVER) {
      stillOpen++;
    }
    if (firstSuccess == NEVER) {
      firstSuccess = now;
      if (since != NEVER) {
        firstAfter = now - since;
        firstMaps = maps;
        firstUnmaps = unmaps;
      }
    }
  }

  /** The latest success of one that is followed. */
  void lasted(long time, long maps, long unmaps) {
    windowMax = Math.max(windowMax, time);
    windowMapsMax = Math.max(windowMapsMax, maps);
    windowUnmapsMax = Math.max(windowUnmapsMax, unmaps);
  }

  int verdict() {
    return succeeded == 0 ? BLOCKED : stillOpen == 0 ? WINDOW : OPEN;
  }
}
