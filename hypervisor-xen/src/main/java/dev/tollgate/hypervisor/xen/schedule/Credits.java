package dev.tollgate.hypervisor.xen.schedule;

import dev.tollgate.hypervisor.xen.domain.Domain;
import java.util.Collection;
import java.util.TreeMap;

/**
 * The credits of xen/common/sched_credit.c, as of 2007: every 10 ms whoever runs on a CPU at that
 * moment pays 100; every 30 ms 300 for each CPU are shared out among the domains that were active,
 * by weight, and in each among its active virtual CPUs.
 *
 * <p>Nothing is scheduled for it: moments that passed are caught up with when a CPU is used, so a
 * machine without work has no events. A virtual CPU has at most 300 and at least −300 credits.
 */
final class Credits {

  /** Picoseconds between the moments at which whoever runs pays. */
  static final long TICK = 10_000_000_000L;

  /** Picoseconds of a time slice, and between the moments at which credits are shared out. */
  static final long SLICE = 3 * TICK;

  static final int DEFAULT_WEIGHT = 256;

  private static final long PER_TICK = 100;
  private static final long PER_SLICE = 300;

  private final int cpus;
  private final TreeMap<Integer, Integer> weights = new TreeMap<>();
  private long shared;

  Credits(int cpus) {
    this.cpus = cpus;
  }

  void weigh(Domain domain, int weight) {
    weights.put(domain.id(), weight);
  }

  private int weight(ScheduledVcpu vcpu) {
    return weights.getOrDefault(vcpu.vcpu.domain().id(), DEFAULT_WEIGHT);
  }

  /** Lets a virtual CPU that ran from one moment to another pay for the ticks in between. */
  static void burn(ScheduledVcpu vcpu, long from, long to) {
    long ticks = to / TICK - from / TICK;
    if (ticks > 0) {
      vcpu.credits = Math.max(-PER_SLICE, vcpu.credits - PER_TICK * ticks);
      if (vcpu.priority == Priority.BOOST) {
        vcpu.priority = Priority.UNDER;
      }
    }
  }

  /**
   * Shares out what is due by now.
   *
   * @return whether anything was
   */
  boolean share(Collection<ScheduledVcpu> all, long now) {
    long due = now / SLICE - shared;
    if (due <= 0) {
      return false;
    }
    shared = now / SLICE;
    TreeMap<Integer, Integer> active = new TreeMap<>();
    for (ScheduledVcpu vcpu : all) {
      if (vcpu.active) {
        active.merge(vcpu.vcpu.domain().id(), 1, Integer::sum);
      }
    }
    long sum = 0;
    for (int domain : active.keySet()) {
      sum += weights.getOrDefault(domain, DEFAULT_WEIGHT);
    }
    for (ScheduledVcpu vcpu : all) {
      if (vcpu.active) {
        long part = PER_SLICE * cpus * weight(vcpu) / sum;
        long fair = part / active.getOrDefault(vcpu.vcpu.domain().id(), 1);
        vcpu.credits = Math.min(PER_SLICE, vcpu.credits + fair * Math.min(due, 4));
        vcpu.active = vcpu.running || vcpu.queued;
      }
      if (vcpu.credits < 0) {
        vcpu.priority = Priority.OVER;
      } else if (vcpu.priority == Priority.OVER) {
        vcpu.priority = Priority.UNDER;
      }
    }
    return true;
  }
}
