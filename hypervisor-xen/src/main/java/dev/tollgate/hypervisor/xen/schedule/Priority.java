package dev.tollgate.hypervisor.xen.schedule;

/** How urgent a virtual CPU is, the most urgent first (xen/common/sched_credit.c). */
enum Priority {
  /** It woke after it had used less than its share. */
  BOOST,
  /** It has credits. */
  UNDER,
  /** It has used them up. */
  OVER;

  boolean isMoreUrgentThan(Priority other) {
    return compareTo(other) < 0;
  }
}
