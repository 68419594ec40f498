package dev.tollgate.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random schedules and cancellations, some of them by events, run as a sorted set has them. */
class EventQueueModelTest {

  private record Waiting(long time, int number, long handle) {}

  private final SimulatedClock clock = new SimulatedClock();
  private final EventQueue queue = new EventQueue(clock);
  private final NavigableSet<Waiting> model =
      new TreeSet<>(Comparator.comparingLong(Waiting::time).thenComparingInt(Waiting::number));
  private final List<Long> deadHandles = new ArrayList<>();
  private Random random = new Random(0);
  private int horizon;
  private int nextNumber;
  private int ran;
  private int mostWaiting;

  /** With 8, 30, 120 and more events waiting at a time. */
  @ParameterizedTest
  @CsvSource({"11, 1, 8", "12, 4, 30", "13, 16, 120", "14, 100, 500"})
  void queueRunsWhatComesFirstInASortedSet(long seed, int strides, int atLeast) {
    random = new Random(seed);
    horizon = 100 + random.nextInt(200);
    for (int step = 0; step < 20_000; step++) {
      int choice = random.nextInt(10);
      if (choice < 6) {
        schedule();
      } else if (choice < 8 && !model.isEmpty()) {
        cancelOne();
      } else if (choice == 8 && !deadHandles.isEmpty()) {
        assertThat(queue.cancel(deadHandles.get(random.nextInt(deadHandles.size())))).isFalse();
      } else {
        runUntil(clock.now() + random.nextInt(2 + horizon / strides));
      }
      assertThat(queue.size()).isEqualTo(model.size());
      assertThat(queue.nextTime())
          .isEqualTo(model.isEmpty() ? Long.MAX_VALUE : model.first().time());
      mostWaiting = Math.max(mostWaiting, model.size());
    }
    while (!model.isEmpty()) {
      runUntil(model.first().time());
    }
    assertThat(queue.size()).isZero();
    assertThat(mostWaiting).isGreaterThan(atLeast);
  }

  private void schedule() {
    int number = nextNumber++;
    boolean far = random.nextInt(20) == 0;
    long time = clock.now() + random.nextInt(far ? 10 * horizon : horizon);
    model.add(new Waiting(time, number, queue.schedule(time, now -> run(number, time, now))));
  }

  private void run(int number, long time, long now) {
    assertThat(now).isEqualTo(time);
    Waiting first = model.first();
    assertThat(first.number()).isEqualTo(number);
    forget(first);
    assertThat(queue.size()).isEqualTo(model.size());
    ran++;
    int choice = random.nextInt(10);
    if (choice < 4) {
      schedule();
    } else if (choice == 4 && !model.isEmpty()) {
      cancelOne();
    }
  }

  private void cancelOne() {
    Waiting from = new Waiting(clock.now() + random.nextInt(horizon), 0, 0);
    Waiting behind = model.ceiling(from);
    Waiting chosen = behind == null ? model.first() : behind;
    assertThat(queue.cancel(chosen.handle())).isTrue();
    forget(chosen);
  }

  private void forget(Waiting gone) {
    model.remove(gone);
    deadHandles.add(gone.handle());
  }

  private void runUntil(long limit) {
    int before = ran;
    assertThat(queue.runUntil(limit)).isEqualTo(ran - before);
    assertThat(clock.now()).isEqualTo(limit);
    assertThat(model.isEmpty() || model.first().time() > limit).isTrue();
  }
}
