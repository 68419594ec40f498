package dev.tollgate.testkit;

import java.util.List;
import java.util.stream.Collectors;

/** A {@link CommandSequence} that failed, shrunk; its message shows it as Java. */
public final class FailedSequence extends AssertionError {

  private static final long serialVersionUID = 1L;

  private final long seed;
  private final transient List<?> commands;

  /**
   * A failure.
   *
   * @param seed of the sequence it was first seen in
   * @param length commands of that sequence
   * @param commands the shortest sequence found that fails in the same way
   * @param tries sequences played to find it
   * @param failure how that one fails
   */
  FailedSequence(long seed, int length, List<?> commands, int tries, Throwable failure) {
    super(text(seed, length, commands, tries, failure), failure);
    this.seed = seed;
    this.commands = List.copyOf(commands);
  }

  private static String text(
      long seed, int length, List<?> commands, int tries, Throwable failure) {
    return """
        %s
        The sequence of seed %d fails; %d of its %d commands are enough (%d sequences tried):
          List.of(
        %s)
        """
        .formatted(
            failure.getMessage() == null ? failure : failure.getMessage(),
            seed,
            commands.size(),
            length,
            tries,
            commands.stream()
                .map(command -> "      " + JavaText.of(command))
                .collect(Collectors.joining(",\n")));
  }

  /** Seed of the sequence it was first seen in. */
  public long seed() {
    return seed;
  }

  /** The shortest sequence found that fails. */
  public List<?> commands() {
    return commands;
  }
}
