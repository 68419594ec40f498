package dev.tollgate.workload.disk;

import dev.tollgate.core.metric.MetricSink;

/** The figures that every disk's driver reports. */
final class DriverReport {

  private DriverReport() {}

  static void report(
      MetricSink sink, RequestMapping mapping, long interrupts, long rings, long listPages) {
    long mapped = mapping.mapped();
    sink.metric("disk.interrupts", interrupts, "count", "Interrupts of the disk that were handled");
    sink.metric("disk.doorbells", rings, "count", "Register writes that told the disk of commands");
    sink.metric("disk.maps", mapped, "count", "Requests whose memory was mapped, one call each");
    sink.metric(
        "disk.segments", mapping.segments(), "count", "Segments of memory in those requests");
    sink.metric(
        "disk.maps.refused", mapping.refused(), "count", "Requests put back for lack of I/O pages");
    sink.metric("disk.list-pages", listPages, "count", "Pages of coherent memory taken for lists");
  }
}
