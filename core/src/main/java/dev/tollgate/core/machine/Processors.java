package dev.tollgate.core.machine;

import dev.tollgate.core.metric.MetricSink;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The machine's CPUs in simulated time.
 *
 * <p>Work is posted to a CPU in a {@linkplain CpuContext context}. A free CPU takes the most urgent
 * piece that waits for it, those of one context in the order they were posted, and runs it whole:
 * everything the piece does happens in one go, when it begins. What it books to the cycle ledger
 * meanwhile is how long the CPU is busy: {@link #localTime} runs ahead of the clock by that much,
 * and the CPU's next piece begins no earlier. So each priced step takes time, and nothing else
 * does.
 *
 * <p>A piece is not preempted. Whoever posts long work cuts it: one packet, one system call. The
 * longest piece is then the longest that an interrupt waits. Devices must be told of what a piece
 * did at {@link #localTime}, not at the clock's time.
 *
 * <p>A machine that is driven by a trace posts nothing; {@link #current} is {@link #NONE} there and
 * CPUs have no part in its time.
 */
public final class Processors {

  /** No CPU: nothing is being run. */
  public static final int NONE = -1;

  private static final CpuContext[] CONTEXTS = CpuContext.values();

  private final SimulatedClock clock;
  private final Processors all;
  private final int first;
  private final Processor[] processors;
  private @Nullable Processor current;
  private boolean used;

  Processors(Machine machine, SimulatedClock clock, EventQueue events) {
    this.clock = clock;
    this.all = this;
    this.first = 0;
    this.processors = new Processor[machine.profile().cpus()];
    for (int i = 0; i < processors.length; i++) {
      processors[i] = new Processor(i, this, events, machine);
    }
  }

  private Processors(Processors all, int first, int count) {
    this.clock = all.clock;
    this.all = all;
    this.first = first;
    this.processors = Arrays.copyOfRange(all.processors, first, first + count);
  }

  /** Some of them by themselves, counted from 0: those that a guest is pinned to. */
  Processors only(int from, int count) {
    Objects.checkFromIndexSize(from, count, processors.length);
    return new Processors(all, first + from, count);
  }

  /** Names what is told, from now on, when a CPU has nothing to do and when it has again. */
  void runOn(KernelHost host) {
    for (Processor processor : processors) {
      processor.runsOn(host);
    }
  }

  /** How many there are. */
  public int count() {
    return processors.length;
  }

  /**
   * Leaves work to a CPU, which may be the one that asks. It can be done from {@link #localTime}
   * on.
   *
   * @param cpu its number, from 0
   * @param work kept until it has run; the same object may wait more than once
   */
  public void post(int cpu, CpuContext context, CpuWork work) {
    all.used = true;
    processors[cpu].post(context, work, localTime());
  }

  /** Whether work was ever posted; if not, something else drives the machine's time. */
  public boolean areUsed() {
    return all.used;
  }

  /** Number of the CPU whose piece runs now, or {@link #NONE} if it is none of these. */
  public int current() {
    Processor running = all.current;
    int number = running == null ? NONE : running.number() - first;
    return number >= 0 && number < processors.length ? number : NONE;
  }

  /**
   * Picoseconds on the running CPU: when its piece began plus what it booked since; the clock's
   * time if none runs. Never before the clock.
   */
  public long localTime() {
    Processor running = all.current;
    return running == null ? clock.now() : running.localTime();
  }

  /** Whether a CPU is in the middle of a piece at {@link #localTime}. */
  public boolean isBusy(int cpu) {
    return processors[cpu] == all.current || processors[cpu].freeAt() > localTime();
  }

  /** Picoseconds that {@code cpu} worked in {@code context}. */
  public long busyPicoseconds(int cpu, CpuContext context) {
    return processors[cpu].busyPicoseconds(context);
  }

  /** Picoseconds that {@code cpu} worked. */
  public long busyPicoseconds(int cpu) {
    long sum = 0;
    for (CpuContext context : CONTEXTS) {
      sum += processors[cpu].busyPicoseconds(context);
    }
    return sum;
  }

  /** Pieces that {@code cpu} ran in {@code context}. */
  public long pieces(int cpu, CpuContext context) {
    return processors[cpu].pieces(context);
  }

  /**
   * Reports how busy they were, named {@code cpu.…}; nothing if no work was ever posted. A piece
   * that began before the end counts whole, so a CPU may have been busy for longer than the run.
   */
  public void report(MetricSink sink) {
    long total = 0;
    long pieces = 0;
    long busiest = 0;
    for (int cpu = 0; cpu < processors.length; cpu++) {
      long busy = busyPicoseconds(cpu);
      total += busy;
      busiest = Math.max(busiest, busy);
      for (CpuContext context : CONTEXTS) {
        pieces += processors[cpu].pieces(context);
      }
    }
    if (!all.used) {
      return;
    }
    sink.metric("cpu.elapsed", clock.now(), "ps", "Simulated time of the run");
    sink.metric("cpu.busy", total, "ps", "Time that CPUs worked, all together");
    for (CpuContext context : CONTEXTS) {
      long busy = 0;
      for (Processor processor : processors) {
        busy += processor.busyPicoseconds(context);
      }
      sink.metric(
          "cpu.busy." + context.id(), busy, "ps", "The part of it in the context " + context.id());
    }
    sink.metric("cpu.busiest", busiest, "ps", "Time that the busiest CPU worked");
    sink.metric("cpu.pieces", pieces, "count", "Pieces of work done, none of which is preempted");
  }

  void enter(Processor processor) {
    if (current != null) {
      throw new IllegalStateException("a piece of work waits for simulated time to pass");
    }
    current = processor;
  }

  void leave() {
    current = null;
  }
}
