package dev.tollgate.workload.kmem;

import dev.tollgate.core.metric.MetricSink;

/** What a replay of allocations has met so far. */
final class AllocationCounts {

  long events;
  long caches;
  long kmallocs;
  long kfrees;
  long allocations;
  long frees;
  long failed;
  long live;
  long requested;
  long requestedPeak;
  long unknownFrees;
  long untracedFrees;
  long equalSizes;
  long unequalSizes;
  boolean recordedSizes;

  void took(long bytes) {
    live++;
    requested += bytes;
    if (requested > requestedPeak) {
      requestedPeak = requested;
    }
  }

  void gave(long bytes) {
    live--;
    requested -= bytes;
  }

  void recorded(long bytes, long taken) {
    recordedSizes = true;
    if (bytes == taken) {
      equalSizes++;
    } else {
      unequalSizes++;
    }
  }

  void report(MetricSink sink) {
    count(sink, "events", events, "Events of the trace");
    count(sink, "kmallocs", kmallocs, "Calls of kmalloc");
    count(sink, "kfrees", kfrees, "Calls of kfree for an object");
    count(sink, "cache-allocations", allocations, "Objects asked of caches");
    count(sink, "cache-frees", frees, "Objects given back to caches");
    count(sink, "failed", failed, "Requests that got no memory");
    count(sink, "live", live, "Objects held at the end");
    bytes(sink, "requested", requested, "Bytes asked for and held at the end");
    bytes(sink, "requested.peak", requestedPeak, "Most bytes asked for and held at once");
    count(
        sink,
        "frees.unknown",
        unknownFrees,
        "Frees of objects that the trace did not allocate, because it began later");
    count(
        sink,
        "frees.untraced",
        untracedFrees,
        "Objects taken as freed because another one was allocated at their place");
    if (recordedSizes) {
      count(
          sink,
          "sizes.equal",
          equalSizes,
          "Calls of kmalloc that took as many bytes as in the recording (bytes_alloc)");
      count(sink, "sizes.unequal", unequalSizes, "Calls of kmalloc that took more or less");
    }
  }

  private static void count(MetricSink sink, String name, long value, String meaning) {
    sink.metric("workload." + name, value, "count", meaning);
  }

  private static void bytes(MetricSink sink, String name, long value, String meaning) {
    sink.metric("workload." + name, value, "bytes", meaning);
  }
}
