package dev.tollgate.core.dma;

import dev.tollgate.core.metric.MetricSink;

/** What drivers asked of the DMA API in one run, counted. */
final class DmaCounts {

  private long mapsOfOnePage;
  private long mapsOfMorePages;
  private long mapFailures;
  private long bytesMapped;
  private long unmaps;
  private long bytesUnmapped;
  private long scatterMaps;
  private long scatterSegments;
  private long coherentAllocations;
  private long batchesMapped;
  private long batchesUnmapped;
  private long syncs;
  private long bytesSynced;

  /** A call mapped {@code bytes} bytes over {@code pages} I/O pages. */
  void mapped(long pages, long bytes) {
    if (pages == 1) {
      mapsOfOnePage++;
    } else {
      mapsOfMorePages++;
    }
    bytesMapped += bytes;
  }

  /** A call mapped nothing. */
  void mapFailed() {
    mapFailures++;
  }

  /** The call counted by {@link #mapped} was for a list of {@code segments}. */
  void scattered(int segments) {
    scatterMaps++;
    scatterSegments += segments;
  }

  /** The call counted by {@link #mapped} was for coherent memory. */
  void coherentAllocated() {
    coherentAllocations++;
  }

  /** A call ended mappings of {@code bytes} bytes. */
  void unmapped(long bytes) {
    unmaps++;
    bytesUnmapped += bytes;
  }

  /** A call mapped several buffers, each of which is counted by {@link #mapped}. */
  void batchMapped() {
    batchesMapped++;
  }

  /** A call ended several mappings, each of which is counted by {@link #unmapped}. */
  void batchUnmapped() {
    batchesUnmapped++;
  }

  /** A call synchronised {@code bytes} bytes. */
  void synced(long bytes) {
    syncs++;
    bytesSynced += bytes;
  }

  void report(MetricSink sink) {
    long maps = mapsOfOnePage + mapsOfMorePages + mapFailures;
    sink.metric("dma.maps", maps, "count", "Calls that map: single, page, scatter, coherent");
    sink.metric(
        "dma.maps.single-page", mapsOfOnePage, "count", "Calls that mapped exactly one I/O page");
    sink.metric(
        "dma.maps.multi-page",
        mapsOfMorePages,
        "count",
        "Calls that mapped more than one I/O page");
    sink.metric("dma.maps.failed", mapFailures, "count", "Calls that could map nothing");
    sink.metric("dma.bytes.mapped", bytesMapped, "bytes", "Bytes of buffers mapped");
    sink.metric("dma.scatter.maps", scatterMaps, "count", "Scatter lists mapped");
    sink.metric(
        "dma.scatter.segments", scatterSegments, "count", "Segments of the scatter lists mapped");
    sink.metric(
        "dma.coherent.allocations", coherentAllocations, "count", "Coherent buffers allocated");
    sink.metric("dma.unmaps", unmaps, "count", "Calls that unmap: single, page, scatter, coherent");
    sink.metric("dma.bytes.unmapped", bytesUnmapped, "bytes", "Bytes that calls to unmap named");
    sink.metric(
        "dma.batches.mapped", batchesMapped, "count", "Calls that map several buffers at once");
    sink.metric(
        "dma.batches.unmapped",
        batchesUnmapped,
        "count",
        "Calls that unmap several buffers at once");
    sink.metric("dma.syncs", syncs, "count", "Calls that synchronise for the CPU or the device");
    sink.metric("dma.bytes.synced", bytesSynced, "bytes", "Bytes that calls to synchronise named");
  }
}
