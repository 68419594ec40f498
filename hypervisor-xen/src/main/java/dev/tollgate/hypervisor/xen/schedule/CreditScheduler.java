package dev.tollgate.hypervisor.xen.schedule;

import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.core.machine.CpuWork;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.Processors;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.Vcpu;
import dev.tollgate.hypervisor.xen.event.EventDelivery;
import dev.tollgate.hypervisor.xen.event.VcpuControl;
import dev.tollgate.hypervisor.xen.hypercall.HypercallNumbers;
import dev.tollgate.hypervisor.xen.hypercall.Hypercalls;
import dev.tollgate.hypervisor.xen.memory.DirtyCpus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

/**
 * The credit scheduler: guests' work on the machine's CPUs, in simulated time.
 *
 * <p>Work is posted to a virtual CPU in a context, as it is to a CPU of a machine without
 * hypervisor. A virtual CPU with work is runnable and waits for one of the CPUs it may run on; one
 * whose work is done blocks. A time slice is 30 ms. A virtual CPU that wakes with credits left is
 * boosted and gets its CPU when the piece of work in progress there is done; an idle CPU takes what
 * waits for others. Switching from one virtual CPU to another is booked, and what it does to the
 * caches if they are of different domains.
 *
 * <p>Pieces of work are never preempted, so a slice ends with the piece that is in progress.
 */
public final class CreditScheduler implements VcpuControl, DirtyCpus {

  private final Processors processors;
  private final EventDelivery events;
  private final Hypercalls hypercalls;
  private final Credits credits;
  private final List<PhysicalCpu> cpus = new ArrayList<>();
  private final TreeMap<Long, ScheduledVcpu> vcpus = new TreeMap<>();
  private final TreeMap<Long, CpuWork> upcalls = new TreeMap<>();

  /**
   * A scheduler of all CPUs of a machine, which also wakes virtual CPUs for their events.
   *
   * @param hypercalls by which a guest's idle loop blocks
   */
  public CreditScheduler(Machine machine, EventDelivery events, Hypercalls hypercalls) {
    this.hypercalls = hypercalls;
    this.processors = machine.processors();
    this.events = events;
    this.credits = new Credits(processors.count());
    for (int cpu = 0; cpu < processors.count(); cpu++) {
      cpus.add(new PhysicalCpu(cpu, this, machine));
    }
    events.control(this);
  }

  private static long key(Vcpu vcpu) {
    return ((long) vcpu.domain().id() << 8) | vcpu.number();
  }

  /**
   * Schedules a domain's virtual CPUs from now on, spread over the CPUs they may run on.
   *
   * @param weight its share of CPU time relative to others'; 256 is usual
   * @param affinity CPUs they may run on, one bit each
   */
  public void add(Domain domain, int weight, long affinity) {
    long all = (1L << cpus.size()) - 1;
    long allowed = affinity & all;
    if (allowed == 0 || weight < 1) {
      throw new IllegalArgumentException(
          "%s with weight %d on CPUs 0x%x".formatted(domain, weight, affinity));
    }
    credits.weigh(domain, weight);
    for (Vcpu vcpu : domain.vcpus()) {
      int cpu = nth(allowed, (vcpu.number() + domain.id()) % Long.bitCount(allowed));
      vcpus.put(key(vcpu), new ScheduledVcpu(vcpu, cpu, allowed));
      upcalls.put(key(vcpu), () -> events.deliver(vcpu));
    }
  }

  private static int nth(long bits, int n) {
    long left = bits;
    for (int i = 0; i < n; i++) {
      left &= left - 1;
    }
    return Long.numberOfTrailingZeros(left);
  }

  /** Takes a domain's virtual CPUs away; their work is dropped. */
  public void remove(Domain domain) {
    for (Vcpu vcpu : domain.vcpus()) {
      ScheduledVcpu gone = vcpus.remove(key(vcpu));
      upcalls.remove(key(vcpu));
      if (gone != null) {
        cpus.get(gone.cpu).forget(gone);
      }
    }
  }

  private ScheduledVcpu of(Vcpu vcpu) {
    ScheduledVcpu found = vcpus.get(key(vcpu));
    if (found == null) {
      throw new IllegalArgumentException(vcpu + " is not scheduled");
    }
    return found;
  }

  /** Leaves work to a virtual CPU; it can be done from the running CPU's time on. */
  public void post(Vcpu vcpu, CpuContext context, CpuWork work) {
    ScheduledVcpu target = of(vcpu);
    target.post(context, work, processors.localTime());
    wake(target);
  }

  /** The guest's idle loop: nothing is left to do, so it blocks. */
  void idle(Vcpu vcpu) {
    hypercalls.call(vcpu, HypercallNumbers.SCHED_OP, SchedOp.BLOCK, 0);
  }

  private void wake(ScheduledVcpu vcpu) {
    vcpu.active = true;
    vcpu.asksToBlock = false;
    if (vcpu.running) {
      cpus.get(vcpu.cpu).workCame();
      return;
    }
    if (vcpu.queued) {
      return;
    }
    if (vcpu.priority == Priority.UNDER) {
      vcpu.priority = Priority.BOOST;
    }
    cpus.get(vcpu.cpu).enqueue(vcpu);
    tickle(vcpu);
  }

  /** Lets a CPU look at its queue: its own if that is idle or runs something less urgent. */
  private void tickle(ScheduledVcpu vcpu) {
    PhysicalCpu own = cpus.get(vcpu.cpu);
    if (own.isIdle() || vcpu.priority.isMoreUrgentThan(own.runningPriority())) {
      own.look();
      return;
    }
    for (PhysicalCpu cpu : cpus) {
      if (cpu.isIdle() && vcpu.mayRunOn(cpu.number())) {
        cpu.look();
        return;
      }
    }
  }

  @Override
  public boolean kick(Vcpu vcpu) {
    ScheduledVcpu target = vcpus.get(key(vcpu));
    CpuWork upcall = upcalls.get(key(vcpu));
    if (target == null || upcall == null) {
      return false;
    }
    boolean elsewhere = target.running && target.cpu != processors.current();
    target.post(CpuContext.INTERRUPT, upcall, processors.localTime());
    wake(target);
    return elsewhere;
  }

  @Override
  public boolean isSliceOver(Vcpu vcpu) {
    ScheduledVcpu asked = vcpus.get(key(vcpu));
    return asked != null && asked.running && cpus.get(asked.cpu).takeSliceOver();
  }

  @Override
  public void block(Vcpu vcpu) {
    ScheduledVcpu asks = vcpus.get(key(vcpu));
    if (asks != null) {
      asks.asksToBlock = true;
    }
  }

  @Override
  public void yieldCpu(Vcpu vcpu) {
    ScheduledVcpu asks = vcpus.get(key(vcpu));
    if (asks != null && asks.running) {
      cpus.get(asks.cpu).askToYield();
    }
  }

  @Override
  public int others(Domain domain) {
    int count = 0;
    for (PhysicalCpu cpu : cpus) {
      if (cpu.number() != processors.current() && cpu.hasLoaded(domain)) {
        count++;
      }
    }
    return count;
  }

  /** Shares credits out and puts all queues in order if it is time. */
  void share(long now) {
    if (credits.share(vcpus.values(), now)) {
      cpus.forEach(PhysicalCpu::sort);
    }
  }

  /** CPUs by number. */
  List<PhysicalCpu> cpus() {
    return cpus;
  }

  /** All that is scheduled. */
  Collection<ScheduledVcpu> scheduled() {
    return Collections.unmodifiableCollection(vcpus.values());
  }

  /** Picoseconds that a domain's virtual CPUs ran, Xen's work for them included. */
  public long busyPicoseconds(Domain domain) {
    long sum = 0;
    for (Vcpu vcpu : domain.vcpus()) {
      sum += of(vcpu).busyPicoseconds;
    }
    return sum;
  }

  /** Credits of a virtual CPU now. */
  public long credits(Vcpu vcpu) {
    return of(vcpu).credits;
  }

  /** Switches of CPUs from one virtual CPU to another. */
  public long switches() {
    return cpus.stream().mapToLong(PhysicalCpu::switches).sum();
  }

  /** Virtual CPUs that one CPU took from another's queue. */
  public long stolen() {
    return cpus.stream().mapToLong(PhysicalCpu::stolen).sum();
  }
}
