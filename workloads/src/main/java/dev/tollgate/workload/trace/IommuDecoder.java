package dev.tollgate.workload.trace;

/**
 * The {@code iommu:*} events, as the kernel's {@code include/trace/events/iommu.h} prints them.
 *
 * <pre>
 * map:   IOMMU: iova=0x%016llx - 0x%016llx paddr=0x%016llx size=%zu
 * map:   IOMMU: iova=0x%016llx paddr=0x%016llx size=%zu             (older; size also 0x%x)
 * unmap: IOMMU: iova=0x%016llx - 0x%016llx size=%zu unmapped_size=%zu
 * unmap: IOMMU: iova=0x%016llx size=%zu unmapped_size=%zu           (older; the last word may lack)
 * io_page_fault: IOMMU:%s %s iova=0x%016llx flags=0x%04x            (driver, device)
 * attach_device_to_domain: IOMMU: device=%s
 * add_device_to_group: IOMMU: groupID=%d device=%s
 * </pre>
 *
 * <p>A size of 0, and an end that is not start plus size, mark a damaged line.
 */
final class IommuDecoder implements EventDecoder {

  private static final byte[] IOVA = FieldScanner.word("iova");
  private static final byte[] PADDR = FieldScanner.word("paddr");
  private static final byte[] SIZE = FieldScanner.word("size");
  private static final byte[] UNMAPPED = FieldScanner.word("unmapped_size");
  private static final byte[] FLAGS = FieldScanner.word("flags");
  private static final byte[] DEVICE = FieldScanner.word("device");
  private static final byte[] DASH = FieldScanner.word("-");

  private final NameTable devices;
  private long ranges;
  private long starts;

  IommuDecoder(NameTable devices) {
    this.devices = devices;
  }

  /** Returns how many events printed a range, start and end. */
  long ranges() {
    return ranges;
  }

  /** Returns how many events printed the start only, as older kernels do. */
  long starts() {
    return starts;
  }

  @Override
  public boolean decode(FieldScanner words, byte[] line, KernelEvent event) {
    return switch (event.kind) {
      case PAGE_MAP, PAGE_UNMAP -> pages(words, event);
      case PAGE_FAULT -> fault(words, line, event);
      default -> membership(words, line, event);
    };
  }

  private boolean pages(FieldScanner words, KernelEvent event) {
    boolean map = event.kind == EventKind.PAGE_MAP;
    boolean ranged = false;
    boolean placed = false;
    boolean unmapped = false;
    long end = 0;
    while (words.next()) {
      if (words.keyIs(IOVA)) {
        event.address = words.hex();
        placed = true;
      } else if (words.keyIs(PADDR)) {
        event.physical = words.hex();
      } else if (words.keyIs(SIZE)) {
        event.bytes = words.number();
      } else if (words.keyIs(UNMAPPED)) {
        event.unmappedBytes = words.number();
        unmapped = true;
      } else if (words.isBare() && words.valueIs(DASH) && words.next()) {
        end = words.hex();
        ranged = true;
      }
    }
    if (!unmapped) {
      event.unmappedBytes = map ? 0 : event.bytes;
    }
    if (words.damaged()
        || !placed
        || event.bytes <= 0
        || (map && event.physical == KernelEvent.UNKNOWN)
        || (ranged && event.address + event.bytes != end)) {
      return false;
    }
    if (ranged) {
      ranges++;
    } else {
      starts++;
    }
    return true;
  }

  private boolean fault(FieldScanner words, byte[] line, KernelEvent event) {
    boolean placed = false;
    int bare = 0;
    while (words.next()) {
      if (words.keyIs(IOVA)) {
        event.address = words.hex();
        placed = true;
      } else if (words.keyIs(FLAGS)) {
        event.flags = (int) words.hex();
      } else if (words.isBare() && ++bare == 2) {
        event.device = devices.idOf(line, words.valueStart(), words.valueEnd());
      }
    }
    return placed && !words.damaged();
  }

  private boolean membership(FieldScanner words, byte[] line, KernelEvent event) {
    while (words.next()) {
      if (words.keyIs(DEVICE)) {
        event.device = devices.idOf(line, words.valueStart(), words.valueEnd());
      }
    }
    return event.device >= 0;
  }
}
