package dev.tollgate.testkit;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes a failing sequence of commands shorter and simpler as long as it fails in the same way.
 *
 * <p>Delta debugging (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input",
 * IEEE TSE 28(2), 2002): leave out chunks, halves first, down to single commands; then try simpler
 * commands in place of those left; when few are left, leave out any two, such as one that makes
 * something and one that ends it; and again, until nothing changes or patience ends.
 *
 * <p>A failure is the same if it is of the same class. What is left at the end may fail for another
 * reason than the first sequence did, but it fails.
 */
final class Shrinker<C> {

  private static final int FEW = 40;

  private final CommandLanguage<C> language;
  private final CommandSequence.Player<C> player;
  private final Class<? extends Throwable> failureClass;
  private final int patience;
  private List<C> shortest;
  private Throwable failure;
  private int tries;

  /**
   * A shrinker of one failing sequence.
   *
   * @param failure how it failed
   * @param patience most sequences to play
   */
  Shrinker(
      CommandLanguage<C> language,
      CommandSequence.Player<C> player,
      List<C> failing,
      Throwable failure,
      int patience) {
    this.language = language;
    this.player = player;
    this.shortest = failing;
    this.failure = failure;
    this.failureClass = failure.getClass();
    this.patience = patience;
  }

  /** Does it. */
  void shrink() {
    boolean changed = true;
    while (changed && tries < patience) {
      changed = leaveOut();
      changed |= simplify();
      changed |= shortest.size() <= FEW && leaveOutPairs();
    }
  }

  /** The shortest failing sequence found. */
  List<C> shortest() {
    return shortest;
  }

  /** How it fails. */
  Throwable failure() {
    return failure;
  }

  /** Sequences played. */
  int tries() {
    return tries;
  }

  private boolean leaveOut() {
    int before = shortest.size();
    for (int chunk = Math.max(1, before / 2); chunk >= 1; chunk /= 2) {
      // From the end: what comes after the failure goes first.
      for (int end = shortest.size(); end > 0; end -= chunk) {
        List<C> candidate = new ArrayList<>(shortest);
        candidate.subList(Math.max(0, end - chunk), end).clear();
        take(candidate);
      }
    }
    return shortest.size() < before;
  }

  private boolean leaveOutPairs() {
    int before = shortest.size();
    for (int second = before - 1; second > 0; second--) {
      for (int first = second - 1; first >= 0; first--) {
        if (second < shortest.size()) {
          List<C> candidate = new ArrayList<>(shortest);
          candidate.remove(second);
          candidate.remove(first);
          take(candidate);
        }
      }
    }
    return shortest.size() < before;
  }

  private boolean simplify() {
    boolean changed = false;
    for (int at = 0; at < shortest.size(); at++) {
      changed |= simplify(at);
    }
    return changed;
  }

  private boolean simplify(int at) {
    boolean changed = false;
    boolean simpler = true;
    while (simpler) {
      simpler = false;
      for (C replacement : language.simpler(shortest.get(at))) {
        List<C> candidate = new ArrayList<>(shortest);
        candidate.set(at, replacement);
        if (take(candidate)) {
          simpler = true;
          changed = true;
          break;
        }
      }
    }
    return changed;
  }

  /** Keeps a candidate if it fails too. */
  private boolean take(List<C> candidate) {
    if (tries >= patience) {
      return false;
    }
    tries++;
    Throwable thrown = CommandSequence.failureOf(player, candidate);
    if (!failureClass.isInstance(thrown)) {
      return false;
    }
    shortest = candidate;
    failure = thrown;
    return true;
  }
}
