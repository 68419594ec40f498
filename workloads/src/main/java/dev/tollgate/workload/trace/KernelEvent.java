package dev.tollgate.workload.trace;

/**
 * The kernel event a {@link KernelTraceReader} stands on: one reused object, overwritten by the
 * next event. {@link TraceEvent#copyOf} makes a copy that stays.
 *
 * <p>What an event does not say is -1 ({@link #UNKNOWN}), or 0 for a count.
 */
public final class KernelEvent {

  /** The value of an address, number or name that the event does not give. */
  public static final long UNKNOWN = -1;

  /** The address that the kernel prints for a mapping that failed (DMA_MAPPING_ERROR). */
  public static final long MAPPING_ERROR = -1;

  /** The most list entries an event can have; the kernel prints at most 128. */
  static final int MOST_SEGMENTS = 256;

  final long[] segmentAddresses = new long[MOST_SEGMENTS];
  final long[] segmentBytes = new long[MOST_SEGMENTS];
  final long[] physicals = new long[MOST_SEGMENTS];
  EventKind kind = EventKind.PAGE_MAP;
  TransferDirection direction = TransferDirection.UNKNOWN;
  long line;
  long timeNanos;
  long monotonicNanos;
  int cpu;
  int process;
  int eventName;
  int device;
  int site;
  int cache;
  long address;
  long physical;
  long bytes;
  long unmappedBytes;
  long requestedBytes;
  int flags;
  int order;
  int segments;
  int physicalCount;
  boolean truncated;

  KernelEvent() {}

  void reset(EventKind newKind) {
    kind = newKind;
    direction = TransferDirection.UNKNOWN;
    device = -1;
    site = -1;
    cache = -1;
    address = UNKNOWN;
    physical = UNKNOWN;
    bytes = 0;
    unmappedBytes = 0;
    requestedBytes = 0;
    flags = 0;
    order = 0;
    segments = 0;
    physicalCount = 0;
    truncated = false;
  }

  /** Returns what the event says. */
  public EventKind kind() {
    return kind;
  }

  /** Returns the line of the file, from 1. */
  public long line() {
    return line;
  }

  /** Returns the time as printed, in nanoseconds; may lie before that of the event before. */
  public long timeNanos() {
    return timeNanos;
  }

  /**
   * Returns the event's place in time, in nanoseconds: as printed, but never before an earlier
   * event's ({@link ReadingStatistics#backwardSteps}, {@link ReadingStatistics#restarts}).
   */
  public long monotonicNanos() {
    return monotonicNanos;
  }

  /** Returns the CPU that the event happened on, or -1. */
  public int cpu() {
    return cpu;
  }

  /** Returns the number of the thread that ran, or -1. */
  public int process() {
    return process;
  }

  /** Returns the number of the event's name in {@link KernelTraceReader#eventNames}. */
  public int eventName() {
    return eventName;
  }

  /** Returns the number of the device in {@link KernelTraceReader#devices}, or -1. */
  public int device() {
    return device;
  }

  /** Returns which way the bytes move. */
  public TransferDirection direction() {
    return direction;
  }

  /**
   * Returns the address the event is about: the I/O virtual address ({@code iova}), the bus address
   * ({@code dma_addr}) or, for {@code kmem}, the object's pointer as printed.
   */
  public long address() {
    return address;
  }

  /** Returns the physical address of the first byte, or -1. */
  public long physical() {
    return physical;
  }

  /** Returns the size in bytes; for {@code kmem} what was taken ({@code bytes_alloc}). */
  public long bytes() {
    return bytes;
  }

  /** Returns, for {@link EventKind#PAGE_UNMAP}, how many bytes the unmap really found mapped. */
  public long unmappedBytes() {
    return unmappedBytes;
  }

  /** Returns, for {@code kmem}, the bytes asked for. */
  public long requestedBytes() {
    return requestedBytes;
  }

  /** Returns the flags of a page fault as the unit gave them. */
  public int flags() {
    return flags;
  }

  /** Returns the order of a page allocation: 2^order pages. */
  public int order() {
    return order;
  }

  /** Returns the number of the call site in {@link KernelTraceReader#callSites}, or -1. */
  public int callSite() {
    return site;
  }

  /** Returns the number of the cache in {@link KernelTraceReader#caches}, or -1. */
  public int cache() {
    return cache;
  }

  /** Returns how many bus address ranges a scatter-gather event covers. */
  public int segments() {
    return segments;
  }

  /** Returns the bus address of a segment. */
  public long segmentAddress(int segment) {
    return segmentAddresses[segment];
  }

  /** Returns the size of a segment in bytes. */
  public long segmentBytes(int segment) {
    return segmentBytes[segment];
  }

  /**
   * Returns how many physical ranges the list had. It is more than {@link #segments} where an IOMMU
   * joined ranges into one bus address range; see {@link ScatterPieces}.
   */
  public int physicalCount() {
    return physicalCount;
  }

  /** Returns the physical address of an entry of the list. */
  public long physical(int entry) {
    return physicals[entry];
  }

  /** Tells whether the kernel cut the lists ({@code [TRUNCATED]}): there were more entries. */
  public boolean truncated() {
    return truncated;
  }
}
