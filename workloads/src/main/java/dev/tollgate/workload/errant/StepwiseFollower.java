package dev.tollgate.workload.errant;

import dev.tollgate.core.dma.DmaMapOperations;
import java.util.function.BooleanSupplier;

/**
 * Lets honest traffic go on step by step and tries the same again before and after each thing that
 * happens, so that the end is known to one of them.
 */
final class StepwiseFollower extends Follower {

  private final Play play;
  private final Scene scene;

  StepwiseFollower(Play play, Tally tally, ErrantOptions options) {
    super(play, tally, options);
    this.play = play;
    this.scene = play.scene();
  }

  @Override
  void followOne(long ioPage, BooleanSupplier again, Runnable then) {
    if (!ends(ioPage, again)) {
      isOpen();
    }
    then.run();
  }

  private boolean ends(long ioPage, BooleanSupplier again) {
    long before = scene.bystander().latestAddress();
    for (long step = 0; step < horizon(); step++) {
      play.out(play.interval());
      if (hasEnded(again, End.TIME)) {
        return true;
      }
      play.out(Play.MAP_PART);
      long address = scene.bystander().latestAddress();
      if (hasEnded(again, endByMap(before, address, ioPage))) {
        return true;
      }
      before = address;
      play.out(Play.ACCESS_PART);
      if (hasEnded(again, End.ACCESS)) {
        return true;
      }
      play.out(Play.UNMAP_PART);
      if (hasEnded(again, End.UNMAP)) {
        return true;
      }
    }
    return false;
  }

  private static End endByMap(long before, long address, long ioPage) {
    if (address == DmaMapOperations.MAPPING_ERROR || before == DmaMapOperations.MAPPING_ERROR) {
      return End.MAP;
    }
    return Words.page(address) == ioPage ? End.REMAP : address < before ? End.WRAP : End.MAP;
  }
}
