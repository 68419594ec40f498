package dev.tollgate.workload.trace;

/**
 * The mapped and unmapped ranges of a trace, whatever event they come in: pages of {@code iommu:*},
 * or buffers, allocations and every piece of scatter-gather lists of {@code dma:*}.
 *
 * <p>A trace with both families tells each mapping twice. Only one family is followed: that of
 * {@link KernelTraceReader#mappingFamily}, as a rule.
 */
public final class AreaWalk {

  private final EventFamily family;
  private final AreaSink sink;
  private final ScatterPieces pieces = new ScatterPieces();

  /** Follows the events of one family. */
  public AreaWalk(EventFamily family, AreaSink sink) {
    this.family = family;
    this.sink = sink;
  }

  /** Tells the sink of every range that the event maps or unmaps. */
  public void walk(KernelEvent event) {
    if (event.kind().family() != family) {
      return;
    }
    switch (event.kind()) {
      case PAGE_MAP, DMA_MAP, DMA_ALLOCATE ->
          sink.mapped(event, event.address(), event.physical(), event.bytes());
      case PAGE_UNMAP, DMA_UNMAP, DMA_FREE -> sink.unmapped(event, event.address(), event.bytes());
      case DMA_MAP_SCATTER -> {
        pieces.split(event);
        for (int i = 0; i < pieces.count(); i++) {
          sink.mapped(event, pieces.address(i), pieces.physical(i), pieces.bytes(i));
        }
      }
      case DMA_UNMAP_SCATTER -> {
        for (int i = 0; i < event.segments(); i++) {
          sink.unmapped(event, event.segmentAddress(i), event.segmentBytes(i));
        }
      }
      default -> {}
    }
  }

  /** Tells whether an event of this kind unmaps something. */
  static boolean unmaps(EventKind kind) {
    return switch (kind) {
      case PAGE_UNMAP, DMA_UNMAP, DMA_UNMAP_SCATTER, DMA_FREE -> true;
      default -> false;
    };
  }
}
