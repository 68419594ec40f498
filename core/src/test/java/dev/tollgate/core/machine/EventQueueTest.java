package dev.tollgate.core.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventQueueTest {

  private final SimulatedClock clock = new SimulatedClock();
  private final EventQueue queue = new EventQueue(clock);
  private final List<String> log = new ArrayList<>();

  @Test
  void eventsRunByTimeAndAtTheSameTimeInTheOrderScheduled() {
    at(30, "d");
    at(10, "a");
    at(20, "b");
    at(30, "e");
    at(20, "c");
    at(30, "f");

    assertThat(queue.runUntil(30)).isEqualTo(6);
    assertThat(log).containsExactly("a@10", "b@20", "c@20", "d@30", "e@30", "f@30");
    assertThat(queue.size()).isZero();
  }

  @Test
  void runsUpToTheLimitIncludedAndLeavesTheClockThere() {
    at(10, "a");
    at(11, "b");

    assertThat(queue.nextTime()).isEqualTo(10);
    assertThat(queue.runUntil(9)).isZero();
    assertThat(clock.now()).isEqualTo(9);
    assertThat(queue.runUntil(10)).isEqualTo(1);
    assertThat(log).containsExactly("a@10");
    assertThat(queue.nextTime()).isEqualTo(11);
    queue.runUntil(100);
    assertThat(clock.now()).isEqualTo(100);
    assertThat(queue.nextTime()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void anEventScheduledForNowRunsAfterThoseQueuedForNow() {
    queue.schedule(
        10,
        now -> {
          log.add("first@" + now);
          at(now, "scheduled meanwhile");
        });
    at(10, "second");
    at(11, "later");

    assertThat(queue.runUntil(10)).isEqualTo(3);
    assertThat(log).containsExactly("first@10", "second@10", "scheduled meanwhile@10");
  }

  @Test
  void anEventMayRescheduleItselfForEver() {
    int[] runs = {0};
    TimedAction tick =
        new TimedAction() {
          @Override
          public void run(long now) {
            runs[0]++;
            queue.schedule(now + 5, this);
          }
        };
    queue.schedule(0, tick);

    queue.runUntil(50);

    assertThat(runs[0]).isEqualTo(11);
    assertThat(queue.nextTime()).isEqualTo(55);
  }

  @Test
  void eventsThatTheClockOvertookRunLateButInOrder() {
    queue.schedule(10, now -> clock.advanceBy(100));
    at(20, "a");
    at(30, "b");

    assertThat(queue.runUntil(30)).isEqualTo(3);
    assertThat(log).containsExactly("a@110", "b@110");
    assertThat(clock.now()).isEqualTo(110);
  }

  @Test
  void anActionMayWaitForLaterEventsItself() {
    queue.schedule(
        10,
        now -> {
          assertThat(queue.runUntil(25)).isEqualTo(1);
          log.add("waited until " + clock.now());
        });
    at(20, "inner");
    at(30, "outer");

    assertThat(queue.runUntil(30)).isEqualTo(2);
    assertThat(log).containsExactly("inner@20", "waited until 25", "outer@30");
  }

  @Test
  void cancelledEventsDoNotRun() {
    long a = at(10, "a");
    long b = at(20, "b");
    long c = at(15, "c");

    assertThat(queue.isScheduled(b)).isTrue();
    assertThat(queue.cancel(b)).isTrue();
    assertThat(queue.isScheduled(b)).isFalse();
    assertThat(queue.cancel(b)).as("twice").isFalse();
    assertThat(queue.size()).isEqualTo(2);
    queue.runUntil(100);
    assertThat(log).containsExactly("a@10", "c@15");
    assertThat(queue.cancel(a)).as("after it ran").isFalse();
    assertThat(queue.cancel(c)).isFalse();
    assertThat(queue.cancel(EventQueue.NO_EVENT)).isFalse();
    assertThat(queue.cancel(12345)).as("a slot never used").isFalse();
  }

  @Test
  void anOldHandleDoesNotReachTheEventThatGotItsSlot() {
    long old = at(10, "old");
    queue.cancel(old);
    long successor = at(10, "new");

    assertThat((int) successor).as("same slot").isEqualTo((int) old);
    assertThat(queue.isScheduled(old)).isFalse();
    assertThat(queue.cancel(old)).isFalse();
    queue.runUntil(10);
    assertThat(log).containsExactly("new@10");
    long third = at(20, "third");
    assertThat((int) third).isEqualTo((int) old);
    assertThat(queue.cancel(successor)).isFalse();
    assertThat(queue.cancel(third)).isTrue();
  }

  @Test
  void aRunningEventIsNoLongerScheduledAndMayCancelOthers() {
    long[] handles = new long[2];
    handles[0] =
        queue.schedule(
            10,
            now -> {
              assertThat(queue.isScheduled(handles[0])).isFalse();
              assertThat(queue.cancel(handles[0])).isFalse();
              assertThat(queue.cancel(handles[1])).isTrue();
            });
    handles[1] = at(10, "cancelled in the last moment");

    assertThat(queue.runUntil(10)).isEqualTo(1);
    assertThat(log).isEmpty();
  }

  @Test
  void theQueueSurvivesAnActionThatFails() {
    queue.schedule(
        10,
        now -> {
          throw new IllegalStateException("device on fire");
        });
    at(10, "next");

    assertThatIllegalStateException().isThrownBy(() -> queue.runUntil(10));
    assertThat(queue.runUntil(10)).isEqualTo(1);
    assertThat(log).containsExactly("next@10");
  }

  @Test
  void thePastIsRefused() {
    clock.advanceTo(100);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> queue.schedule(99, now -> {}))
        .withMessage("event scheduled for 99 ps, but it is 100 ps already");
    assertThat(queue.schedule(100, now -> {})).isNotNegative();
  }

  @Test
  void nothingIsAllocatedOnceTheQueueHasGrown() {
    TimedAction nothing = now -> {};
    churn(nothing, 2000);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);

    churn(nothing, 2000);

    assertThat(threads.getThreadAllocatedBytes(thread) - before).isLessThan(4096);
  }

  private void churn(TimedAction action, int rounds) {
    for (int i = 0; i < rounds; i++) {
      long now = clock.now();
      for (int k = 0; k < 40; k++) {
        queue.schedule(now + k % 7, action);
      }
      queue.cancel(queue.schedule(now + 3, action));
      queue.runUntil(now + 10);
    }
  }

  private long at(long time, String name) {
    return queue.schedule(time, now -> log.add(name + "@" + now));
  }
}
