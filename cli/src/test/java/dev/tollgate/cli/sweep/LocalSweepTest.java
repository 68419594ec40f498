package dev.tollgate.cli.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.experiment.PlannedRun;
import dev.tollgate.cli.results.FailureRecord;
import dev.tollgate.cli.results.FailureRecord.Kind;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.error.InvariantViolation;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalSweepTest {

  private final Map<Integer, Outcome> outcomes = new ConcurrentSkipListMap<>();
  private final SweepListener listener = (run, outcome) -> outcomes.put(run.number(), outcome);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 50})
  void everyRunEndsOnce(int jobs) {
    AtomicInteger ended = new AtomicInteger();
    List<PlannedRun> runs = Plans.runs(20);
    new LocalSweep(jobs)
        .execute(
            runs,
            (spec, progress) -> Plans.result(spec),
            (run, outcome) -> {
              ended.incrementAndGet();
              listener.ended(run, outcome);
            });
    assertThat(ended).hasValue(20);
    assertThat(outcomes).hasSize(20);
    outcomes.forEach(
        (number, outcome) -> {
          assertThat(outcome.run().number()).isEqualTo(number);
          assertThat(outcome.run().spec().seed()).isEqualTo(number.longValue());
          assertThat(outcome.run().finished()).isTrue();
        });
  }

  @Test
  void atMostSoManyRunAtOnce() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    new LocalSweep(3)
        .execute(
            Plans.runs(30),
            (spec, progress) -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              running.decrementAndGet();
              return Plans.result(spec);
            },
            listener);
    assertThat(most.get()).isBetween(1, 3);
  }

  @Test
  void failuresOfAnyKindStayWithTheirRun() {
    List<Throwable> failures =
        List.of(
            new InvariantViolation("12 is not 13"),
            new BadInputException("a line makes no sense"),
            new OutOfMemoryError("Java heap space"),
            new StackOverflowError(),
            new NoClassDefFoundError("com/example/Missing"),
            new IllegalStateException("a defect"));
    new LocalSweep(2)
        .execute(
            Plans.runs(12),
            (spec, progress) -> {
              int number = (int) spec.seed();
              if (number % 2 == 0) {
                throw Plans.sneaky(failures.get(number / 2 - 1));
              }
              return Plans.result(spec);
            },
            listener);
    assertThat(outcomes.values().stream().map(LocalSweepTest::kind))
        .containsExactly(
            null,
            Kind.INVARIANT,
            null,
            Kind.BAD_INPUT,
            null,
            Kind.OUT_OF_MEMORY,
            null,
            Kind.ERROR,
            null,
            Kind.ERROR,
            null,
            Kind.ERROR);
    assertThat(message(2)).isEqualTo("12 is not 13");
    assertThat(message(6)).contains("-Xmx");
    assertThat(message(10)).isEqualTo("java.lang.NoClassDefFoundError: com/example/Missing");
  }

  @Test
  void noFurtherRunsBeginAfterStop() {
    LocalSweep sweep = new LocalSweep(1);
    sweep.execute(
        Plans.runs(10),
        (spec, progress) -> {
          if (spec.seed() == 4) {
            sweep.stop();
          }
          return Plans.result(spec);
        },
        listener);
    assertThat(outcomes.keySet()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void listenerThatCannotGoOnEndsTheSweep() {
    LocalSweep sweep = new LocalSweep(2);
    AtomicInteger started = new AtomicInteger();
    assertThatThrownBy(
            () ->
                sweep.execute(
                    Plans.runs(1000),
                    (spec, progress) -> {
                      started.incrementAndGet();
                      return Plans.result(spec);
                    },
                    (run, outcome) -> {
                      throw new BadInputException("the disk is full");
                    }))
        .isInstanceOf(BadInputException.class)
        .hasMessage("the disk is full");
    assertThat(started.get()).isLessThan(1000);
  }

  @Test
  void nothingToRunIsFine() {
    new LocalSweep(4).execute(ImmutableList.of(), (spec, progress) -> Plans.result(spec), listener);
    assertThat(outcomes).isEmpty();
  }

  private static @org.jspecify.annotations.Nullable Kind kind(Outcome outcome) {
    FailureRecord failure = outcome.run().failure();
    return failure == null ? null : failure.kind();
  }

  private String message(int number) {
    Outcome outcome = outcomes.get(number);
    FailureRecord failure = outcome == null ? null : outcome.run().failure();
    return failure == null ? "" : failure.message();
  }
}
