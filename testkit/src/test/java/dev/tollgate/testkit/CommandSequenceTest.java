package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CommandSequenceTest {

  /** Adds a number to a sum, or takes it away. */
  private record Add(int number, boolean negative) {}

  private static final class Numbers implements CommandLanguage<Add> {

    @Override
    public Add random(Random random) {
      return new Add(random.nextInt(1000), random.nextBoolean());
    }

    @Override
    public List<Add> simpler(Add command) {
      List<Add> simpler = new ArrayList<>();
      if (command.number() > 0) {
        simpler.add(new Add(command.number() / 2, command.negative()));
        simpler.add(new Add(command.number() - 1, command.negative()));
      }
      if (command.negative()) {
        simpler.add(new Add(command.number(), false));
      }
      return simpler;
    }
  }

  @Test
  void shrinksToTheShortestAndSimplestFailure() {
    CommandSequence<Add> sums =
        new CommandSequence<>(new Numbers(), new OnceAtLeastSeventy()::play);

    assertThatThrownBy(() -> sums.check(7, 10, 2000))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("a number of 70")
        .hasMessageContaining("seed 7 ")
        .hasMessageContaining("2 of its 200 commands")
        .hasMessageContaining("List.of(\n      new Add(70, true),\n      new Add(0, false))");
  }

  /** Fails if a positive number, 0 included, follows a negative one of 70 or more. */
  private static final class OnceAtLeastSeventy {
    void play(List<Add> commands) {
      boolean armed = false;
      for (Add command : commands) {
        armed |= command.negative() && command.number() >= 70;
        if (armed && !command.negative()) {
          throw new AssertionError("a number of 70");
        }
      }
    }
  }

  @Test
  void drawsTheSameSequencesFromTheSameSeed() {
    List<List<Add>> first = new ArrayList<>();
    List<List<Add>> second = new ArrayList<>();
    new CommandSequence<>(new Numbers(), first::add).check(3, 5, 20);
    new CommandSequence<>(new Numbers(), second::add).check(3, 5, 20);

    assertThat(first).isEqualTo(second).hasSize(5).doesNotHaveDuplicates();
  }

  @Test
  void doesNotTakeAnotherKindOfFailureForTheSame() {
    CommandSequence<Add> fails =
        new CommandSequence<>(
            new Numbers(),
            commands -> {
              if (commands.size() < 5) {
                throw new IllegalStateException("too short");
              }
              throw new AssertionError("long enough");
            });

    assertThat(catchThrowable(() -> fails.check(1, 1, 40)))
        .hasMessageContaining("long enough")
        .hasMessageContaining("5 of its 40 commands");
  }

  @Test
  void passesWhatDoesNotFailAndReplaysWhatDoes() {
    CommandSequence<Add> sums =
        new CommandSequence<>(new Numbers(), new OnceAtLeastSeventy()::play);
    List<Add> failing = List.of(new Add(70, true), new Add(0, false));

    assertThatCode(() -> sums.replay(failing.subList(0, 1))).doesNotThrowAnyException();
    assertThatThrownBy(() -> sums.replay(failing)).hasMessage("a number of 70");
  }
}
