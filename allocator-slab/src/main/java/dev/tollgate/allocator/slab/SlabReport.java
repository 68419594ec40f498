package dev.tollgate.allocator.slab;

import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.MemoryUse;
import java.util.List;
import java.util.function.ToLongFunction;

/** The figures of a run of SLAB. */
final class SlabReport {

  private static final String PREFIX = "allocator.";

  private final List<SlabCache> caches;
  private final MetricSink sink;

  SlabReport(List<SlabCache> caches, MetricSink sink) {
    this.caches = caches;
    this.sink = sink;
  }

  void report(SlabHeap heap, LargeBlocks large, MemoryUse use) {
    put("pages.held", heap.framesHeld(), "pages", "Frames held, at the end");
    put("pages.peak", heap.framesPeak(), "pages", "Most frames held at once");
    put("caches", caches.size(), "count", "Caches, those of the kernel's start included");
    sum(
        "calls",
        cache -> cache.allocations + cache.frees,
        "Objects taken and given back, the allocator's own included");
    sum("arrays.filled", cache -> cache.fills, "Times a CPU's array was empty and was filled");
    sum("arrays.flushed", cache -> cache.flushes, "Times a CPU's array was full and gave a batch");
    sumOfNodes("slabs", node -> node.slabs, "Slabs, at the end");
    sumOfNodes("slabs.free", node -> node.freeSlabs, "Slabs with no object in use, at the end");
    sumOfNodes("slabs.grown", node -> node.grown, "Slabs made");
    sum("slabs.reaped", cache -> cache.reaped, "Slabs given back because time passed");
    sum("objects", SlabReport::objects, "Objects of all slabs, at the end");
    sumOfNodes(
        "objects.free", node -> node.freeObjects, "Objects in the slabs' indexes, at the end");
    sum(
        "objects.in-arrays",
        SlabReport::waiting,
        "Free objects in arrays of CPUs and nodes, at the end");
    sum("alien.frees", cache -> cache.nodeFrees, "Objects given back on another node than theirs");
    sum("alien.drained", cache -> cache.alienOverflow, "Times an array for another node was full");
    put("large.blocks", large.live(), "count", "Blocks of whole frames, at the end");
    put("large.pages", large.frames(), "pages", "Frames of those blocks");
    put("requested", use.requested(), "bytes", "Bytes asked for, at the end");
    put("slack", use.slack(), "bytes", "Bytes usable beyond what was asked for, at the end");
    put("metadata", use.metadata(), "bytes", "Descriptors and indexes, at the end");
    put("free", use.freeObjects(), "bytes", "Bytes of free objects, at the end");
  }

  private static long objects(SlabCache cache) {
    long objects = 0;
    for (SlabNode node : cache.nodes) {
      objects += node.slabs * cache.objects;
    }
    return objects;
  }

  private static long waiting(SlabCache cache) {
    long objects = 0;
    for (ObjectQueue queue : cache.queues) {
      objects += queue.available;
    }
    for (SlabNode node : cache.nodes) {
      objects += node.shared == null ? 0 : node.shared.available;
      for (ObjectQueue alien : node.alien) {
        objects += alien.available;
      }
    }
    return objects;
  }

  private void sumOfNodes(String name, ToLongFunction<SlabNode> count, String meaning) {
    sum(
        name,
        cache -> {
          long sum = 0;
          for (SlabNode node : cache.nodes) {
            sum += count.applyAsLong(node);
          }
          return sum;
        },
        meaning);
  }

  private void sum(String name, ToLongFunction<SlabCache> count, String meaning) {
    long sum = 0;
    for (SlabCache cache : caches) {
      sum += count.applyAsLong(cache);
    }
    put(name, sum, "count", meaning);
  }

  private void put(String name, long value, String unit, String meaning) {
    sink.metric(PREFIX + name, value, unit, meaning);
  }
}
