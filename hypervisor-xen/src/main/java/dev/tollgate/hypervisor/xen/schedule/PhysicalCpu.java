package dev.tollgate.hypervisor.xen.schedule;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.core.machine.CpuWork;
import dev.tollgate.core.machine.EventQueue;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.Processors;
import dev.tollgate.core.machine.TimedAction;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.hypercall.XenSteps;
import org.jspecify.annotations.Nullable;

/**
 * One CPU: which virtual CPU it runs, what waits for it, and whose state it has loaded. It has at
 * most one piece of work posted to the machine, which does one piece of the virtual CPU's.
 */
final class PhysicalCpu implements CpuWork, TimedAction {

  private final int number;
  private final CreditScheduler scheduler;
  private final Processors processors;
  private final EventQueue queue;
  private final CycleAccount switchAccount;
  private final CycleAccount refillAccount;
  private final RunQueue waiting = new RunQueue();

  private @Nullable ScheduledVcpu running;
  private @Nullable ScheduledVcpu loaded;
  private boolean posted;
  private boolean inPiece;
  private boolean looksAround;
  private boolean yields;
  private boolean sliceNoticed;
  private long sliceEnd;
  private long alarm = EventQueue.NO_EVENT;
  private long alarmTime;
  private long switches;
  private long stolen;

  PhysicalCpu(int number, CreditScheduler scheduler, Machine machine) {
    this.number = number;
    this.scheduler = scheduler;
    this.processors = machine.processors();
    this.queue = machine.events();
    this.switchAccount = machine.ledger().account(CostCenter.HYPERVISOR, XenSteps.DOMAIN_SWITCH);
    this.refillAccount = machine.ledger().account(CostCenter.HYPERVISOR, XenSteps.DOMAIN_REFILL);
  }

  int number() {
    return number;
  }

  boolean isIdle() {
    return running == null && waiting.isEmpty();
  }

  Priority runningPriority() {
    ScheduledVcpu current = running;
    return current == null ? Priority.OVER : current.priority;
  }

  boolean hasLoaded(Domain domain) {
    ScheduledVcpu state = loaded;
    return state != null && state.vcpu.domain() == domain;
  }

  void enqueue(ScheduledVcpu vcpu) {
    waiting.add(vcpu);
  }

  void sort() {
    waiting.sort();
  }

  void forget(ScheduledVcpu vcpu) {
    waiting.remove(vcpu);
    if (running == vcpu) {
      running = null;
      vcpu.running = false;
    }
    if (loaded == vcpu) {
      loaded = null;
    }
  }

  /** Something more urgent, or anything at all, waits: look at the queue after this piece. */
  void look() {
    looksAround = true;
    post(CpuContext.SOFT_INTERRUPT);
  }

  /** The virtual CPU that runs here has more work than before. */
  void workCame() {
    if (!inPiece) {
      go();
    }
  }

  void askToYield() {
    yields = true;
  }

  /** Whether its slice is over; says so once in each slice. */
  boolean takeSliceOver() {
    if (sliceNoticed || processors.localTime() < sliceEnd) {
      return false;
    }
    sliceNoticed = true;
    return true;
  }

  private void post(CpuContext context) {
    if (!posted && !inPiece) {
      posted = true;
      processors.post(number, context, this);
    }
  }

  /** Arranges the next piece: now, or when the first work that is left becomes ready. */
  private void go() {
    ScheduledVcpu current = running;
    if (current == null) {
      if (!waiting.isEmpty()) {
        post(CpuContext.TASK);
      }
      return;
    }
    long now = processors.localTime();
    long ready = current.nextTime();
    if (ready <= now) {
      post(current.context(now));
    } else if (ready != Long.MAX_VALUE) {
      wakeUpAt(ready);
    }
  }

  private void wakeUpAt(long time) {
    if (alarm != EventQueue.NO_EVENT) {
      if (alarmTime <= time) {
        return;
      }
      queue.cancel(alarm);
    }
    alarmTime = time;
    alarm = queue.schedule(time, this);
  }

  @Override
  public void run(long now) {
    alarm = EventQueue.NO_EVENT;
    go();
  }

  @Override
  public void run() {
    posted = false;
    inPiece = true;
    long begin = processors.localTime();
    scheduler.share(begin);
    choose(begin);
    ScheduledVcpu current = running;
    if (current != null && current.nextTime() <= processors.localTime()) {
      current.take(processors.localTime()).run();
      if (!current.hasWork()) {
        scheduler.idle(current.vcpu);
      }
      account(current, begin);
    }
    inPiece = false;
    if (running != null && !running.hasWork()) {
      stop();
    }
    go();
  }

  private void account(ScheduledVcpu current, long begin) {
    long end = processors.localTime();
    current.busyPicoseconds += end - begin;
    current.active = true;
    Credits.burn(current, begin, end);
  }

  /** Nothing is left to do: the virtual CPU blocks, and whoever waits comes next. */
  private void stop() {
    ScheduledVcpu current = running;
    if (current != null) {
      current.running = false;
      current.asksToBlock = false;
      running = null;
    }
  }

  private void choose(long now) {
    ScheduledVcpu current = running;
    if (current != null && !current.hasWork()) {
      stop();
      current = null;
    }
    ScheduledVcpu first = waiting.first();
    boolean slice = now >= sliceEnd || yields;
    boolean urgent =
        looksAround
            && current != null
            && first != null
            && first.priority.isMoreUrgentThan(current.priority);
    looksAround = false;
    yields = false;
    if (current != null && !slice && !urgent) {
      return;
    }
    ScheduledVcpu next = pick(current, waiting.firstFor(number));
    if (next == null) {
      return;
    }
    if (next == current) {
      newSlice(now);
      return;
    }
    if (current != null) {
      current.running = false;
      waiting.add(current);
    }
    start(next, now);
  }

  /** Whoever runs makes place for what waits, if that is not less urgent. */
  private @Nullable ScheduledVcpu pick(
      @Nullable ScheduledVcpu current, @Nullable ScheduledVcpu next) {
    boolean stays =
        current != null && (next == null || current.priority.isMoreUrgentThan(next.priority));
    return better(stays ? current : next);
  }

  /**
   * What waits here, unless another CPU's queue has something more urgent ({@code load_balance}).
   */
  private @Nullable ScheduledVcpu better(@Nullable ScheduledVcpu own) {
    ScheduledVcpu best = own;
    if (own != null && own.priority != Priority.OVER) {
      return own;
    }
    for (PhysicalCpu cpu : scheduler.cpus()) {
      ScheduledVcpu other = cpu == this ? null : cpu.waiting.firstFor(number);
      if (other != null && (best == null || other.priority.isMoreUrgentThan(best.priority))) {
        best = other;
      }
    }
    return best;
  }

  private void start(ScheduledVcpu next, long now) {
    PhysicalCpu from = scheduler.cpus().get(next.cpu);
    from.waiting.remove(next);
    stolen += from == this ? 0 : 1;
    next.cpu = number;
    next.running = true;
    running = next;
    newSlice(now);
    ScheduledVcpu before = loaded;
    if (before == next) {
      return;
    }
    loaded = next;
    switches++;
    switchAccount.one();
    if (before == null || before.vcpu.domain() != next.vcpu.domain()) {
      refillAccount.one();
    }
  }

  private void newSlice(long now) {
    sliceEnd = now + Credits.SLICE;
    sliceNoticed = false;
  }

  long switches() {
    return switches;
  }

  long stolen() {
    return stolen;
  }
}
