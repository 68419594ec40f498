package dev.tollgate.hypervisor.xen.schedule;

import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.core.machine.CpuWork;
import dev.tollgate.core.machine.WorkQueue;
import dev.tollgate.hypervisor.xen.domain.Vcpu;

/** A virtual CPU as the scheduler sees it. */
final class ScheduledVcpu {

  private static final CpuContext[] CONTEXTS = CpuContext.values();

  final Vcpu vcpu;
  final long affinity;
  private final WorkQueue[] pieces = new WorkQueue[CONTEXTS.length];

  /** CPU it runs on or ran on last. */
  int cpu;

  boolean running;
  boolean queued;
  boolean asksToBlock;
  Priority priority = Priority.UNDER;
  long credits;

  /** Whether it ran or waited since credits were given out last. */
  boolean active;

  long busyPicoseconds;

  ScheduledVcpu(Vcpu vcpu, int cpu, long affinity) {
    this.vcpu = vcpu;
    this.cpu = cpu;
    this.affinity = affinity;
    for (int i = 0; i < pieces.length; i++) {
      pieces[i] = new WorkQueue();
    }
  }

  boolean mayRunOn(int number) {
    return (affinity >>> number & 1) != 0;
  }

  void post(CpuContext context, CpuWork work, long time) {
    pieces[rank(context)].add(work, time);
  }

  private static int rank(CpuContext context) {
    return switch (context) {
      case INTERRUPT -> 0;
      case SOFT_INTERRUPT -> 1;
      case TASK -> 2;
    };
  }

  boolean hasWork() {
    for (WorkQueue waiting : pieces) {
      if (!waiting.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Picoseconds from which any piece can be done. */
  long nextTime() {
    long next = Long.MAX_VALUE;
    for (WorkQueue waiting : pieces) {
      next = Math.min(next, waiting.firstTime());
    }
    return next;
  }

  /** The context of the most urgent piece that can be done now; the least urgent if none can. */
  CpuContext context(long now) {
    for (int i = 0; i < pieces.length; i++) {
      if (pieces[i].firstTime() <= now) {
        return CONTEXTS[i];
      }
    }
    return CpuContext.TASK;
  }

  /** Takes that piece; it must be ready. */
  CpuWork take(long now) {
    for (WorkQueue waiting : pieces) {
      if (waiting.firstTime() <= now) {
        return waiting.removeFirst();
      }
    }
    throw new IllegalStateException("no work of %s is ready".formatted(vcpu));
  }
}
