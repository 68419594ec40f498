package dev.tollgate.hypervisor.xen;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.hypervisor.xen.event.EventDelivery;
import dev.tollgate.hypervisor.xen.grant.GrantTableOp;
import dev.tollgate.hypervisor.xen.hypercall.HypercallNumbers;
import dev.tollgate.hypervisor.xen.hypercall.Hypercalls;
import dev.tollgate.hypervisor.xen.iommu.GuestIommu;
import dev.tollgate.hypervisor.xen.multicall.Multicall;

/** What Xen did in a run, and how long CPUs were in it and in its domains. */
final class XenReport {

  private final Machine hardware;
  private final Xen xen;
  private final Hypercalls hypercalls;
  private final Multicall multicall;
  private final ImmutableList<XenGuest> guests;

  XenReport(Machine hardware, Xen xen, ImmutableList<XenGuest> guests) {
    this.hardware = hardware;
    this.xen = xen;
    this.hypercalls = xen.hypercalls();
    this.multicall = xen.multicall();
    this.guests = guests;
  }

  void report(MetricSink sink) {
    reportCalls(sink);
    reportSharing(sink);
    reportCpus(sink);
  }

  private void reportSharing(MetricSink sink) {
    GrantTableOp grants = xen.grants();
    EventDelivery events = xen.events();
    count(
        sink,
        "crossings.grants",
        hypercalls.crossings(HypercallNumbers.GRANT_TABLE_OP),
        "The part of them with a list of grant operations, multicalls not counted");
    count(
        sink,
        "crossings.events",
        hypercalls.crossings(HypercallNumbers.EVENT_CHANNEL_OP),
        "The part of them with an operation on an event channel");
    count(sink, "grants.mapped", grants.mapping().maps(), "Granted frames mapped");
    count(sink, "grants.unmapped", grants.mapping().unmaps(), "Such mappings ended");
    count(sink, "grants.copies", grants.copies().copies(), "Copies from or to granted frames");
    sink.metric(
        "hypervisor.grants.copies.bytes",
        grants.copies().bytes(),
        "bytes",
        "Bytes that these copies moved");
    count(sink, "grants.transfers", grants.transfers().transfers(), "Frames given to other guests");
    count(
        sink,
        "grants.refused",
        grants.mapping().refused() + grants.copies().refused() + grants.transfers().refused(),
        "Grant operations refused");
    count(sink, "events.sent", events.sent(), "Events sent to guests");
    count(
        sink, "events.coalesced", events.coalesced(), "Those that went into one that was pending");
    count(sink, "events.interrupts", events.interrupts(), "CPUs interrupted to take an event");
  }

  private static void count(MetricSink sink, String name, long value, String meaning) {
    sink.metric("hypervisor." + name, value, "count", meaning);
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
    sink.metric(
        "hypervisor.batches.cut",
        multicall.preempted(),
        "count",
        "Multicalls that an event cut, so that the rest was a crossing and a multicall of its own");
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
