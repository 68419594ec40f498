package dev.tollgate.workload.trace;

/**
 * The {@code dma:*} events of Linux 6.12 and later, as {@code include/trace/events/dma.h} prints
 * them; the device's name comes first, without a key.
 *
 * <pre>
 * dma_map_phys | _page | _resource:   %s dir=%s dma_addr=%llx size=%zu phys_addr=%llx attrs=%s
 * dma_unmap_phys | _page | _resource: %s dir=%s dma_addr=%llx size=%zu attrs=%s
 * dma_alloc | _pages:  %s [dir=%s] dma_addr=%llx size=%zu virt_addr=%p flags=%s attrs=%s
 * dma_alloc_sgt:       %s dir=%s dma_addr=%llx size=%zu phys_addrs={..} flags=%s attrs=%s
 * dma_free*:           %s [dir=%s] dma_addr=%llx size=%zu ...
 * dma_map_sg:          %s dir=%s [nents=%d/%d ents=%d/%d][ [TRUNCATED]] dma_addrs={..} sizes={..}
 *                      phys_addrs={..} attrs=%s
 * dma_unmap_sg:        %s dir=%s phys_addrs={..} attrs=%s
 * dma_sync_single_*:   %s dir=%s dma_addr=%llx size=%zu
 * dma_sync_sg_*:       %s dir=%s dma_addrs={..} sizes={..}
 * </pre>
 *
 * <p>An unmap of a scatter-gather list prints physical addresses only; {@link ScatterGatherJoin}
 * finds the bus addresses. A map of the error address, and an allocation whose pointer is null, are
 * turned into {@link EventKind#DMA_FAILED}.
 */
final class DmaDecoder implements EventDecoder {

  private static final byte[] DIRECTION = FieldScanner.word("dir");
  private static final byte[] ADDRESS = FieldScanner.word("dma_addr");
  private static final byte[] SIZE = FieldScanner.word("size");
  private static final byte[] PHYSICAL = FieldScanner.word("phys_addr");
  private static final byte[] VIRTUAL = FieldScanner.word("virt_addr");
  private static final byte[] ADDRESSES = FieldScanner.word("dma_addrs");
  private static final byte[] SIZES = FieldScanner.word("sizes");
  private static final byte[] PHYSICALS = FieldScanner.word("phys_addrs");
  private static final byte[] TRUNCATED = FieldScanner.word("[TRUNCATED]");
  private static final TransferDirection[] DIRECTIONS = {
    TransferDirection.TO_DEVICE,
    TransferDirection.FROM_DEVICE,
    TransferDirection.BIDIRECTIONAL,
    TransferDirection.NONE
  };
  private static final byte[][] DIRECTION_WORDS = new byte[DIRECTIONS.length][];

  static {
    for (int i = 0; i < DIRECTIONS.length; i++) {
      DIRECTION_WORDS[i] = FieldScanner.word(DIRECTIONS[i].name());
    }
  }

  private final NameTable devices;
  private final ScatterGatherJoin scatterLists = new ScatterGatherJoin();

  DmaDecoder(NameTable devices) {
    this.devices = devices;
  }

  @Override
  public boolean decode(FieldScanner words, byte[] line, KernelEvent event) {
    int sizes = 0;
    boolean addressed = false;
    boolean nullPointer = false;
    while (words.next()) {
      if (words.keyIs(DIRECTION)) {
        event.direction = direction(words);
      } else if (words.keyIs(ADDRESS)) {
        event.address = words.hex();
        addressed = true;
      } else if (words.keyIs(SIZE)) {
        event.bytes = words.number();
      } else if (words.keyIs(PHYSICAL)) {
        event.physical = words.hex();
      } else if (words.keyIs(VIRTUAL)) {
        nullPointer = words.hex() == 0;
      } else if (words.keyIs(ADDRESSES)) {
        event.segments = words.list(event.segmentAddresses);
      } else if (words.keyIs(SIZES)) {
        sizes = words.list(event.segmentBytes);
      } else if (words.keyIs(PHYSICALS)) {
        event.physicalCount = words.list(event.physicals);
      } else if (words.isBare() && words.valueIs(TRUNCATED)) {
        event.truncated = true;
      } else if (words.isBare() && event.device < 0) {
        event.device = devices.idOf(line, words.valueStart(), words.valueEnd());
      }
    }
    if (words.damaged() || event.device < 0) {
      return false;
    }
    return complete(event, addressed, sizes, nullPointer);
  }

  /** Checks that the event has what its kind needs, and finds out whether it failed. */
  private boolean complete(KernelEvent event, boolean addressed, int sizes, boolean nullPointer) {
    switch (event.kind) {
      case DMA_MAP -> {
        if (addressed && event.address == KernelEvent.MAPPING_ERROR) {
          event.kind = EventKind.DMA_FAILED;
          return true;
        }
        return addressed && event.bytes > 0 && event.physical != KernelEvent.UNKNOWN;
      }
      case DMA_ALLOCATE -> {
        if (nullPointer) {
          event.kind = EventKind.DMA_FAILED;
          return true;
        }
        return addressed && event.bytes > 0;
      }
      case DMA_UNMAP, DMA_FREE -> {
        return addressed && event.bytes > 0;
      }
      case DMA_MAP_SCATTER -> {
        if (event.segments == 0 || sizes != event.segments || event.physicalCount == 0) {
          return false;
        }
        event.bytes = sum(event);
        scatterLists.mapped(event);
        return true;
      }
      case DMA_UNMAP_SCATTER -> {
        if (event.physicalCount == 0) {
          return false;
        }
        scatterLists.unmapped(event);
        event.bytes = sum(event);
        return true;
      }
      case DMA_SYNC_FOR_CPU, DMA_SYNC_FOR_DEVICE -> {
        event.bytes = event.segments > 0 ? sum(event) : event.bytes;
        return sizes == event.segments && (addressed || event.segments > 0);
      }
      default -> {
        return true;
      }
    }
  }

  private static long sum(KernelEvent event) {
    long bytes = 0;
    for (int i = 0; i < event.segments; i++) {
      bytes += event.segmentBytes[i];
    }
    return bytes;
  }

  private static TransferDirection direction(FieldScanner words) {
    for (int i = 0; i < DIRECTIONS.length; i++) {
      if (words.valueIs(DIRECTION_WORDS[i])) {
        return DIRECTIONS[i];
      }
    }
    return TransferDirection.UNKNOWN;
  }
}
