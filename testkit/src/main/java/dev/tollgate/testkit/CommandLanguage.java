package dev.tollgate.testkit;

import java.util.List;
import java.util.Random;

/**
 * The commands that {@link CommandSequence}s are made of.
 *
 * <p>Commands stand for themselves: one that is about something made earlier names it by a number
 * that the player takes modulo what there is, and does nothing if there is nothing. Then every part
 * of a sequence is a sequence, and shrinking can leave out any command. Records print as the Java
 * that makes them.
 *
 * @param <C> type of a command, immutable
 */
public interface CommandLanguage<C> {

  /** Draws a command; the same from a random number generator in the same state. */
  C random(Random random);

  /**
   * Simpler commands to try in place of one that takes part in a failure, the simplest first. Each
   * must be simpler in some fixed sense, so that trying ends: smaller numbers, fewer rights.
   */
  default List<C> simpler(C command) {
    return List.of();
  }
}
