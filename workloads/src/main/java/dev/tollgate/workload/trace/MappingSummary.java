package dev.tollgate.workload.trace;

/** Counts of what a trace maps and unmaps; sizes in bytes. */
public final class MappingSummary implements AreaSink {

  private static final int CLASSES = 64;

  private final EventFamily family;
  private final LiveMappings live = new LiveMappings();
  private final long[] sizes = new long[CLASSES];
  private long maps;
  private long unmaps;
  private long mappedBytes;
  private long mappedOver;
  private long mappedBefore;
  private long unmatched;

  MappingSummary(EventFamily family) {
    this.family = family;
  }

  @Override
  public void mapped(KernelEvent event, long address, long physical, long bytes) {
    maps++;
    mappedBytes += bytes;
    sizes[sizeClass(bytes)]++;
    mappedOver += live.map(space(event), address, bytes) ? 0 : 1;
  }

  @Override
  public void unmapped(KernelEvent event, long address, long bytes) {
    unmaps++;
    switch (live.unmap(space(event), address, bytes)) {
      case MATCHED -> {}
      case MAPPED_BEFORE -> mappedBefore++;
      case UNMATCHED -> unmatched++;
    }
  }

  /** Returns the family that was followed. */
  public EventFamily family() {
    return family;
  }

  /** Returns how many ranges were mapped. */
  public long maps() {
    return maps;
  }

  /** Returns how many ranges were unmapped. */
  public long unmaps() {
    return unmaps;
  }

  /** Returns the bytes of all maps together. */
  public long mappedBytes() {
    return mappedBytes;
  }

  /** Returns how many maps began where another was still live. */
  public long mappedOver() {
    return mappedOver;
  }

  /** Returns how many unmaps were of ranges mapped before the trace began. */
  public long mappedBefore() {
    return mappedBefore;
  }

  /** Returns how many unmaps were of ranges not mapped, or not wholly, at that moment. */
  public long unmatched() {
    return unmatched;
  }

  /** Returns how many mappings are live at the end. */
  public long liveAtEnd() {
    return live.count();
  }

  /** Returns the most bytes mapped at one time. */
  public long peakBytes() {
    return live.peakBytes();
  }

  /** Returns how many maps have more than 2^(n-1) and at most 2^n bytes. */
  public long ofSizeUpTo(int n) {
    return sizes[n];
  }

  boolean isEmpty() {
    return maps == 0 && unmaps == 0;
  }

  void describe(SummaryText text) {
    text.line("mappings", family == EventFamily.DMA ? "of dma events" : "of iommu events");
    text.line("  mapped", maps + ", " + mappedBytes + " bytes");
    text.line("  unmapped", unmaps);
    text.line("  mapped before the trace", mappedBefore);
    text.line("  unmatched unmaps", unmatched);
    text.lineIfAny("  mapped over a live one", mappedOver);
    text.line("  live at the end", live.count());
    text.line("  most bytes at a time", live.peakBytes());
    for (int n = 0; n < CLASSES; n++) {
      text.lineIfAny("  up to " + SummaryText.bytes(1L << n), sizes[n]);
    }
  }

  private int space(KernelEvent event) {
    return family == EventFamily.DMA ? Math.min(event.device(), 1 << 16) : 0;
  }

  private static int sizeClass(long bytes) {
    return bytes <= 1 ? 0 : CLASSES - Long.numberOfLeadingZeros(bytes - 1);
  }
}
