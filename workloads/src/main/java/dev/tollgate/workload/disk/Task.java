package dev.tollgate.workload.disk;

import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.core.machine.CpuWork;
import dev.tollgate.core.machine.EventQueue;
import dev.tollgate.core.machine.Processors;
import dev.tollgate.core.machine.TimedAction;
import org.jspecify.annotations.Nullable;

/**
 * A process, or a thread of the kernel, of one CPU: runs a {@link Program} piece by piece, sleeps
 * when that must wait, and is woken by what it waited for.
 */
final class Task implements CpuWork, TimedAction {

  private enum State {
    READY,
    ASLEEP,
    ENDED
  }

  private final Processors processors;
  private final EventQueue events;
  private final DiskCosts costs;
  private final int cpu;
  private final Program program;
  private final CpuWork alarm = this::alarm;
  private State state = State.READY;
  private long alarmEvent = EventQueue.NO_EVENT;
  private boolean alarmSet;
  private boolean switchedOut = true;
  private long switches;
  private long busy;
  private @Nullable Runnable whenEnded;

  /** Next one that waits for the same thing. */
  @Nullable Task nextWaiting;

  /** A process that has not begun. */
  Task(Processors processors, EventQueue events, DiskCosts costs, int cpu, Program program) {
    this.processors = processors;
    this.events = events;
    this.costs = costs;
    this.cpu = cpu;
    this.program = program;
  }

  /** Begins. */
  void start(Runnable told) {
    whenEnded = told;
    processors.post(cpu, CpuContext.TASK, this);
  }

  /** Makes it ready to run again; it sleeps. */
  void wake() {
    if (state != State.ASLEEP) {
      throw new IllegalStateException("a process is woken that does not sleep");
    }
    costs.add(costs.wakeUp, 1);
    events.cancel(alarmEvent);
    alarmSet = false;
    state = State.READY;
    processors.post(cpu, CpuContext.TASK, this);
  }

  /** Sets an alarm; the program then answers {@link Progress#BLOCKED}. */
  void sleepUntil(long time) {
    alarmSet = true;
    alarmEvent = events.schedule(Math.max(time, processors.localTime()), this);
  }

  @Override
  public void run(long now) {
    processors.post(cpu, CpuContext.INTERRUPT, alarm);
  }

  private void alarm() {
    costs.add(costs.interrupt, 1);
    if (alarmSet && state == State.ASLEEP) {
      wake();
    }
  }

  @Override
  public void run() {
    if (switchedOut) {
      costs.add(costs.contextSwitch, 1);
      switches++;
      switchedOut = false;
    }
    long began = processors.localTime();
    Progress progress = program.step(this);
    busy += processors.localTime() - began;
    switch (progress) {
      case MORE -> processors.post(cpu, CpuContext.TASK, this);
      case BLOCKED -> {
        state = State.ASLEEP;
        switchedOut = true;
      }
      case DONE -> {
        state = State.ENDED;
        Runnable told = whenEnded;
        if (told != null) {
          told.run();
        }
      }
    }
  }

  /** Picoseconds on its CPU now. */
  long now() {
    return processors.localTime();
  }

  /** Number of its CPU. */
  int cpu() {
    return cpu;
  }

  /** Whether it sleeps. */
  boolean isAsleep() {
    return state == State.ASLEEP;
  }

  /** Whether it sleeps without an alarm, or has ended. */
  boolean isLost() {
    return state == State.ENDED || (state == State.ASLEEP && !alarmSet);
  }

  /** Whether it has ended. */
  boolean isEnded() {
    return state == State.ENDED;
  }

  /** Picoseconds that its program took on its CPU. */
  long busyPicoseconds() {
    return busy;
  }

  /** Times that it was given a CPU after it had slept. */
  long switches() {
    return switches;
  }
}
