package dev.tollgate.core.spi;

import dev.tollgate.core.machine.Machine;

/**
 * A guest of a hypervisor: an operating system on what looks like a machine.
 *
 * <p>Addresses that a guest's own code works with are those of the machine's memory, so that code
 * written for bare metal runs in a guest as it is. A guest's <em>own numbers</em> for its frames
 * run from 0 without gaps, whatever frames of the machine lie behind them.
 */
public interface Guest {

  /** No frame: what a guest's number stands for while its frame is given away. */
  long NO_FRAME = -1;

  /** Its place among {@link Hypervisor#guests}. */
  int number();

  /** What it is called in reports, lower case with hyphens: {@code dom0}. */
  String name();

  /**
   * The machine as its kernel sees it: memory, clock, events and ledger of the real one; CPUs,
   * counted from 0, and page allocator of its own.
   */
  Machine machine();

  /** How many numbers it has for frames. */
  long frames();

  /** The machine's frame behind one of its numbers, or {@link #NO_FRAME}. */
  long frameOf(long number);

  /**
   * Its number for a frame of the machine, or {@link #NO_FRAME} if the frame is not its own. The
   * guest itself asks this without a crossing.
   */
  long numberOf(long frame);

  /** Hears when one of a guest's numbers comes to stand for another frame. */
  @FunctionalInterface
  interface Follower {

    /**
     * The guest's number is about to stand for a frame, or for {@link #NO_FRAME}: whatever leads to
     * the frame before it must end now.
     */
    void changes(long number, long frame);
  }

  /** Names who hears of such changes from now on; guests whose frames never change ignore it. */
  default void follow(Follower follower) {}
}
