package dev.tollgate.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Seeded random sequences of commands, played against something and a slow model of it that is
 * obviously right. A sequence that fails is shrunk, and the error shows the shortest one found as
 * Java, with the seed it came from.
 *
 * <p>To see such an error again, give its list to {@link #replay}.
 *
 * @param <C> type of a command
 */
public final class CommandSequence<C> {

  /**
   * Plays a sequence from a fresh start: builds the thing and its model, runs the commands on both
   * and compares.
   *
   * @param <C> type of a command
   */
  @FunctionalInterface
  public interface Player<C> {

    /**
     * Plays it, the same way each time.
     *
     * @throws AssertionError or any exception, if the thing does not do what the model does
     */
    void play(List<C> commands);
  }

  private static final int PATIENCE = 5_000;

  private final CommandLanguage<C> language;
  private final Player<C> player;

  /** Sequences of commands of {@code language}, played by {@code player}. */
  public CommandSequence(CommandLanguage<C> language, Player<C> player) {
    this.language = language;
    this.player = player;
  }

  /**
   * Draws sequences and plays them until one fails, short ones first: a defect found in a short
   * sequence is easier to see.
   *
   * @param seed of the first one; the others have the seeds that follow it
   * @param sequences how many to play
   * @param longest commands in the last one
   * @throws FailedSequence if one fails, with the shortest sequence that fails in the same way
   */
  public void check(long seed, int sequences, int longest) {
    for (int i = 0; i < sequences; i++) {
      List<C> commands = draw(seed + i, longest * (i + 1) / sequences);
      Throwable failure = failureOf(player, commands);
      if (failure != null) {
        throw shrunk(seed + i, commands, failure);
      }
    }
  }

  /** Plays one sequence as it is; its failure comes as it is thrown. */
  public void replay(List<C> commands) {
    player.play(commands);
  }

  private List<C> draw(long seed, int length) {
    Random random = new Random(seed);
    List<C> commands = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      commands.add(language.random(random));
    }
    return commands;
  }

  private FailedSequence shrunk(long seed, List<C> commands, Throwable failure) {
    Shrinker<C> shrinker = new Shrinker<>(language, player, commands, failure, PATIENCE);
    shrinker.shrink();
    return new FailedSequence(
        seed, commands.size(), shrinker.shortest(), shrinker.tries(), shrinker.failure());
  }

  /** What a sequence throws, or null. Errors of the Java machine itself are not caught. */
  static <C> @Nullable Throwable failureOf(Player<C> player, List<C> commands) {
    try {
      player.play(commands);
      return null;
    } catch (AssertionError | RuntimeException e) {
      return e;
    }
  }
}
