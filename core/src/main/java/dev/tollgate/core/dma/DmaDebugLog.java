package dev.tollgate.core.dma;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.metric.MetricSink;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The mistakes that {@link DmaDebug} found: all counted, the first of each kind kept as text. */
final class DmaDebugLog {

  private final ImmutableList<Device> devices;
  private final List<DmaDebugReport> reports = new ArrayList<>();
  private final long[] counts = new long[DmaDebugError.CLASSES + 1];

  DmaDebugLog(ImmutableList<Device> devices) {
    this.devices = devices;
  }

  /** Counts a mistake of a device's driver; {@code text} is asked for only if it is kept. */
  void add(DmaDebugError error, int device, Supplier<String> text) {
    if (++counts[error.number()] <= DmaDebug.KEPT) {
      keep(error, devices.get(device).name() + ": " + text.get());
    }
  }

  /** Keeps a message that names no device and counts for nothing. */
  void keep(DmaDebugError error, String text) {
    reports.add(new DmaDebugReport(error, "DMA-API: " + text));
  }

  ImmutableList<DmaDebugReport> reports() {
    return ImmutableList.copyOf(reports);
  }

  long count(DmaDebugError error) {
    return counts[error.number()];
  }

  long total() {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    return total;
  }

  void report(MetricSink sink) {
    sink.metric("dma.debug.errors", total(), "count", "Mistakes of drivers that dma-debug found");
    for (DmaDebugError error : DmaDebugError.values()) {
      sink.metric(
          "dma.debug." + error.id(),
          count(error),
          "count",
          "Mistakes of class " + error.number() + " of the kernel's dma-debug");
    }
  }
}
