package dev.tollgate.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random schedules and cancellations run as a sorted list would run them. */
class EventQueueModelTest {

  private record Waiting(long time, int number, long handle) {}

  private final SimulatedClock clock = new SimulatedClock();
  private final EventQueue queue = new EventQueue(clock);
  private final List<Waiting> model = new ArrayList<>();
  private final List<Long> deadHandles = new ArrayList<>();
  private final List<Integer> ran = new ArrayList<>();
  private final List<Integer> expected = new ArrayList<>();
  private int nextNumber;

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void queueRunsWhatASortedListWouldRun(long seed) {
    Random random = new Random(seed);
    int horizon = 1 + random.nextInt(200);
    for (int step = 0; step < 20_000; step++) {
      int choice = random.nextInt(10);
      if (choice < 6) {
        schedule(clock.now() + random.nextInt(horizon));
      } else if (choice < 8 && !model.isEmpty()) {
        Waiting chosen = model.remove(random.nextInt(model.size()));
        assertThat(queue.cancel(chosen.handle())).isTrue();
        deadHandles.add(chosen.handle());
      } else if (choice == 8 && !deadHandles.isEmpty()) {
        assertThat(queue.cancel(deadHandles.get(random.nextInt(deadHandles.size())))).isFalse();
      } else {
        runUntil(clock.now() + random.nextInt(horizon));
      }
      assertThat(queue.size()).isEqualTo(model.size());
    }
    runUntil(clock.now() + 1000);
    assertThat(ran).isEqualTo(expected);
    assertThat(queue.size()).isZero();
  }

  private void schedule(long time) {
    int number = nextNumber++;
    model.add(new Waiting(time, number, queue.schedule(time, now -> ran.add(number))));
  }

  private void runUntil(long limit) {
    List<Waiting> due = new ArrayList<>(model.stream().filter(w -> w.time() <= limit).toList());
    due.sort(Comparator.comparingLong(Waiting::time).thenComparingInt(Waiting::number));
    due.forEach(w -> expected.add(w.number()));
    due.forEach(w -> deadHandles.add(w.handle()));
    model.removeAll(due);
    assertThat(queue.runUntil(limit)).isEqualTo(due.size());
    assertThat(ran).hasSameSizeAs(expected);
  }
}
