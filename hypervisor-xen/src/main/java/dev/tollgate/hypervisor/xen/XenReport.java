package dev.tollgate.hypervisor.xen;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.hypervisor.xen.hypercall.HypercallNumbers;
import dev.tollgate.hypervisor.xen.hypercall.Hypercalls;
import dev.tollgate.hypervisor.xen.iommu.GuestIommu;
import dev.tollgate.hypervisor.xen.multicall.Multicall;

/** What Xen did in a run, and how long CPUs were in it and in its domains. */
final class XenReport {

  private final Machine hardware;
  private final Hypercalls hypercalls;
  private final Multicall multicall;
  private final ImmutableList<XenGuest> guests;

  XenReport(Machine hardware, Xen xen, ImmutableList<XenGuest> guests) {
    this.hardware = hardware;
    this.hypercalls = xen.hypercalls();
    this.multicall = xen.multicall();
    this.guests = guests;
  }

  void report(MetricSink sink) {
    reportCalls(sink);
    reportCpus(sink);
  }

  private void reportCalls(MetricSink sink) {
    long crossings = 0;
    long upcalls = 0;
    for (XenGuest guest : guests) {
      crossings += guest.kernel().crossings();
      upcalls += guest.kernel().upcalls();
    }
    sink.metric("hypervisor.crossings", crossings, "count", "Calls of guests into the hypervisor");
    sink.metric(
        "hypervisor.crossings.kernel",
        crossings - hypercalls.crossings(),
        "count",
        "The part of them for interrupts ended, processes switched, CPUs woken and blocked");
    sink.metric(
        "hypervisor.crossings.iommu",
        hypercalls.crossings(GuestIommu.CALL),
        "count",
        "The part of them with one operation, or an array of them, on an I/O table");
    sink.metric(
        "hypervisor.crossings.batch",
        hypercalls.crossings(HypercallNumbers.MULTICALL),
        "count",
        "The part of them with a list of calls");
    sink.metric("hypervisor.batches", multicall.lists(), "count", "Multicalls");
    sink.metric(
        "hypervisor.batches.single",
        multicall.singleEntryLists(),
        "count",
        "Multicalls that held one call");
    sink.metric("hypervisor.batches.calls", multicall.entries(), "count", "Calls in multicalls");
    sink.metric("hypervisor.upcalls", upcalls, "count", "Upcalls into guests");
  }

  private void reportCpus(MetricSink sink) {
    long inXen = 0;
    for (XenGuest guest : guests) {
      long busy = 0;
      for (int cpu = 0; cpu < guest.machine().processors().count(); cpu++) {
        busy += guest.machine().processors().busyPicoseconds(cpu);
      }
      long forGuest = Math.min(busy, hardware.profile().picoseconds(guest.kernel().inXen()));
      inXen += forGuest;
      sink.metric(
          "hypervisor.cpu.busy." + guest.name(),
          busy - forGuest,
          "ps",
          "Time that CPUs ran this guest, without what the hypervisor did for it");
      sink.metric(
          "hypervisor.cpu.potential." + guest.name(),
          hardware.now() * guest.machine().processors().count(),
          "ps",
          "What it would be if all of the guest's virtual CPUs ran all the time");
    }
    sink.metric("hypervisor.cpu.busy.hypervisor", inXen, "ps", "Time that CPUs were in Xen");
  }
}
