package dev.tollgate.core.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.machine.MachineProfile.PageAllocation;
import dev.tollgate.core.metric.MetricSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** On machines of 1 GHz: a cycle takes 1000 ps. */
class ProcessorsTest {

  private static final long CYCLE = 1000;

  private final Machine machine =
      new Machine(
          new MachineProfile(
              "test", "for tests", 3, 1_000_000_000L, 1 << 20, 0, PageAllocation.BUDDY, "test"),
          new CostProfile("test", "fallbacks", ImmutableSortedMap.of()));
  private final Processors processors = machine.processors();
  private final int account = machine.ledger().open(CostCenter.DRIVER, Steps.LOCK_WAIT);
  private final List<String> log = new ArrayList<>();

  /** Work that says when and where it began and then takes {@code cycles}. */
  private CpuWork piece(String name, int cycles) {
    return () -> {
      log.add(name + "@" + machine.now() / CYCLE + " on " + processors.current());
      machine.ledger().add(account, cycles);
    };
  }

  @Test
  void aCpuIsBusyForAsLongAsWhatItBookedTakes() {
    processors.post(0, CpuContext.TASK, piece("a", 70));
    processors.post(0, CpuContext.TASK, piece("b", 30));
    machine.advanceTo(1000 * CYCLE);

    assertThat(log).containsExactly("a@0 on 0", "b@70 on 0");
    assertThat(processors.busyPicoseconds(0)).isEqualTo(100 * CYCLE);
    assertThat(processors.pieces(0, CpuContext.TASK)).isEqualTo(2);
    assertThat(processors.busyPicoseconds(1)).isZero();
  }

  @Test
  void theMoreUrgentGoesFirstButPreemptsNothing() {
    processors.post(0, CpuContext.TASK, piece("task1", 50));
    processors.post(0, CpuContext.TASK, piece("task2", 50));
    machine.events().schedule(10 * CYCLE, now -> post(CpuContext.SOFT_INTERRUPT, "soft", 5));
    machine.events().schedule(20 * CYCLE, now -> post(CpuContext.INTERRUPT, "hard", 5));
    machine.advanceTo(1000 * CYCLE);

    assertThat(log)
        .containsExactly("task1@0 on 0", "hard@50 on 0", "soft@55 on 0", "task2@60 on 0");
    assertThat(processors.busyPicoseconds(0, CpuContext.INTERRUPT)).isEqualTo(5 * CYCLE);
    assertThat(processors.busyPicoseconds(0, CpuContext.SOFT_INTERRUPT)).isEqualTo(5 * CYCLE);
    assertThat(processors.busyPicoseconds(0, CpuContext.TASK)).isEqualTo(100 * CYCLE);
  }

  private void post(CpuContext context, String name, int cycles) {
    processors.post(0, context, piece(name, cycles));
  }

  @Test
  void workForAnotherCpuBeginsWhenItWasPostedOnTheClockOfWhoPosted() {
    processors.post(
        0,
        CpuContext.TASK,
        () -> {
          machine.ledger().add(account, 40);
          processors.post(1, CpuContext.TASK, piece("other", 10));
          assertThat(processors.localTime()).isEqualTo(40 * CYCLE);
          assertThat(machine.now()).isZero();
          machine.ledger().add(account, 60);
        });
    machine.advanceTo(1000 * CYCLE);

    assertThat(log).containsExactly("other@40 on 1");
  }

  @Test
  void earlierWorkOvertakesLaterWorkOfAnotherContext() {
    processors.post(
        0,
        CpuContext.TASK,
        () -> {
          machine.ledger().add(account, 500);
          processors.post(1, CpuContext.INTERRUPT, piece("late", 1));
        });
    machine.events().schedule(0, now -> processors.post(1, CpuContext.TASK, piece("early", 1)));
    machine.advanceTo(1000 * CYCLE);

    assertThat(log).containsExactly("early@0 on 1", "late@500 on 1");
  }

  @Test
  void withoutWorkThereIsNoCpuAndTheClockIsTheTime() {
    machine.advanceTo(7);
    assertThat(processors.current()).isEqualTo(Processors.NONE);
    assertThat(processors.localTime()).isEqualTo(7);
    assertThat(metrics()).isEmpty();
  }

  @Test
  void aPieceOfWorkMustNotWaitForTimeToPass() {
    processors.post(0, CpuContext.TASK, () -> machine.advanceTo(50 * CYCLE));
    processors.post(1, CpuContext.TASK, piece("nested", 1));
    assertThatIllegalStateException()
        .isThrownBy(() -> machine.advanceTo(CYCLE))
        .withMessageContaining("waits for simulated time");
  }

  @Test
  void reportsBusyTimesThatAddUp() {
    processors.post(0, CpuContext.TASK, piece("a", 70));
    processors.post(1, CpuContext.INTERRUPT, piece("b", 20));
    processors.post(1, CpuContext.SOFT_INTERRUPT, piece("c", 1));
    machine.advanceTo(200 * CYCLE);

    assertThat(metrics())
        .containsEntry("cpu.elapsed", 200 * CYCLE)
        .containsEntry("cpu.busy", 91 * CYCLE)
        .containsEntry("cpu.busy.interrupt", 20 * CYCLE)
        .containsEntry("cpu.busy.soft-interrupt", CYCLE)
        .containsEntry("cpu.busy.task", 70 * CYCLE)
        .containsEntry("cpu.busiest", 70 * CYCLE)
        .containsEntry("cpu.pieces", 3L);
  }

  private Map<String, Long> metrics() {
    Map<String, Long> metrics = new TreeMap<>();
    MetricSink sink = (name, value, unit, meaning) -> metrics.put(name, value);
    processors.report(sink);
    return metrics;
  }

  /** No CPU does two things at once, none idles while work waits, and none is forgotten. */
  @Test
  void cpusWorkWithoutGapOrOverlapUnderRandomWork() {
    for (int seed = 0; seed < 200; seed++) {
      new RandomLoad(seed).run();
    }
  }

  /** Pieces that post more pieces, with each piece's begin and end kept. */
  private static final class RandomLoad {
    private static final ImmutableList<CpuContext> CONTEXTS =
        ImmutableList.copyOf(CpuContext.values());

    private final Random random;
    private final Machine machine = new ProcessorsTest().machine;
    private final int account = machine.ledger().open(CostCenter.DRIVER, Steps.LOCK_WAIT);
    private final long[] freeAt = new long[3];
    private int posted;
    private int done;

    RandomLoad(long seed) {
      random = new Random(seed);
    }

    void run() {
      for (int i = 0; i < 5; i++) {
        post();
      }
      machine.advanceTo(1L << 40);
      assertThat(done).isEqualTo(posted);
      for (int cpu = 0; cpu < 3; cpu++) {
        assertThat(machine.processors().busyPicoseconds(cpu)).isLessThanOrEqualTo(freeAt[cpu]);
      }
    }

    private void post() {
      if (posted == 200) {
        return;
      }
      posted++;
      int cpu = random.nextInt(3);
      long ready = machine.processors().localTime();
      CpuContext context = CONTEXTS.get(random.nextInt(3));
      machine.processors().post(cpu, context, () -> begin(cpu, ready));
    }

    private void begin(int cpu, long ready) {
      assertThat(machine.processors().current()).isEqualTo(cpu);
      assertThat(machine.now()).isGreaterThanOrEqualTo(Math.max(ready, freeAt[cpu]));
      assertThat(machine.now() == ready || machine.now() == freeAt[cpu]).isTrue();
      int children = random.nextInt(3);
      for (int i = 0; i < children; i++) {
        machine.ledger().add(account, random.nextInt(20));
        post();
      }
      freeAt[cpu] = machine.processors().localTime();
      done++;
    }
  }
}
