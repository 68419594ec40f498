package dev.tollgate.hypervisor.xen.iommu;

import dev.tollgate.core.metric.MetricSink;

/** What guests asked of Xen about I/O tables, counted. */
final class IommuCounts {

  long mapped;
  long unmapped;
  long refused;
  long granted;
  long downgraded;
  long flushes;
  long flushesForRelease;
  long leftWhileMapped;
  long leftWhileCached;

  void report(MetricSink sink) {
    sink.metric(
        "hypervisor.iommu.mapped", mapped, "count", "I/O pages that the hypervisor entered");
    sink.metric(
        "hypervisor.iommu.unmapped", unmapped, "count", "I/O pages that the hypervisor cleared");
    sink.metric(
        "hypervisor.iommu.granted",
        granted,
        "count",
        "I/O pages that the hypervisor entered within a grant operation");
    sink.metric(
        "hypervisor.iommu.downgraded",
        downgraded,
        "count",
        "The part of them that lost the right to write because the last writer ended");
    sink.metric(
        "hypervisor.iommu.refused",
        refused,
        "count",
        "Operations that the hypervisor refused: not the guest's frame, page in use, no such page");
    sink.metric(
        "hypervisor.iommu.flushes",
        flushes,
        "count",
        "Times that a guest asked for translations to be forgotten");
    sink.metric(
        "hypervisor.iommu.flushes.release",
        flushesForRelease,
        "count",
        "Times that translations were forgotten because a frame left its guest");
    sink.metric(
        "hypervisor.frames.left.mapped",
        leftWhileMapped,
        "count",
        "Frames that left their guest while a valid entry led to them: must be 0");
    sink.metric(
        "hypervisor.frames.left.cached",
        leftWhileCached,
        "count",
        "Frames that left their guest while the unit might still reach them from its cache");
  }
}
