package dev.tollgate.hypervisor.xen.schedule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Virtual CPUs that wait for one CPU: by priority, and first come, first served in each. */
final class RunQueue {

  private final List<ScheduledVcpu> waiting = new ArrayList<>();

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  void add(ScheduledVcpu vcpu) {
    int at = waiting.size();
    while (at > 0 && vcpu.priority.isMoreUrgentThan(waiting.get(at - 1).priority)) {
      at--;
    }
    waiting.add(at, vcpu);
    vcpu.queued = true;
  }

  void remove(ScheduledVcpu vcpu) {
    if (waiting.remove(vcpu)) {
      vcpu.queued = false;
    }
  }

  /** Puts them in order again after priorities changed; who came first stays first. */
  void sort() {
    waiting.sort((a, b) -> a.priority.compareTo(b.priority));
  }

  @Nullable ScheduledVcpu first() {
    return waiting.isEmpty() ? null : waiting.get(0);
  }

  /** The most urgent that may run on a CPU and is more urgent than some priority. */
  @Nullable ScheduledVcpu firstFor(int cpu) {
    for (ScheduledVcpu vcpu : waiting) {
      if (vcpu.mayRunOn(cpu)) {
        return vcpu;
      }
    }
    return null;
  }
}
