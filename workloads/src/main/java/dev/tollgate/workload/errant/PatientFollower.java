package dev.tollgate.workload.errant;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Follows a success while others make things happen: tries the same again whenever it is its turn.
 * All that is known of an end is that it came since the turn before.
 */
final class PatientFollower extends Follower {

  private @Nullable BooleanSupplier followed;
  private Runnable afterwards = () -> {};
  private long turns;

  PatientFollower(Play play, Tally tally, ErrantOptions options) {
    super(play, tally, options);
  }

  @Override
  void followOne(long ioPage, BooleanSupplier again, Runnable then) {
    followed = again;
    afterwards = then;
    turns = 0;
  }

  /** Takes its turn if there is something to follow; false if there is nothing. */
  boolean takesTurn() {
    BooleanSupplier again = followed;
    if (again == null) {
      return false;
    }
    boolean ended = hasEnded(again, End.TIME);
    if (!ended && ++turns >= horizon()) {
      isOpen();
      ended = true;
    }
    if (ended) {
      finish();
    }
    return true;
  }

  /** Nothing more happens: what is still followed is open. */
  void close() {
    if (followed != null) {
      isOpen();
      finish();
    }
  }

  private void finish() {
    followed = null;
    afterwards.run();
  }
}
