package dev.tollgate.workload.trace;

/**
 * The {@code kmem:*} events of all generations, as {@code include/trace/events/kmem.h} prints them.
 *
 * <pre>
 * kmalloc, kmem_cache_alloc (6.1 and later):
 *   call_site=%pS ptr=%p bytes_req=%zu bytes_alloc=%zu gfp_flags=%s node=%d accounted=%s
 * before: without accounted, and node only in kmalloc_node and kmem_cache_alloc_node;
 *   the oldest print call_site=%lx
 * kfree:           call_site=%pS ptr=%p
 * kmem_cache_free: call_site=%pS ptr=%p name=%s        (name since 5.12)
 * mm_page_alloc:   page=%p pfn=0x%lx order=%d migratetype=%d gfp_flags=%s
 * mm_page_free:    page=%p pfn=0x%lx order=%d
 * </pre>
 *
 * <p>Pointers may be hashed; they are unique in any case. {@code (null)} is address 0.
 */
final class KmemDecoder implements EventDecoder {

  private static final byte[] SITE = FieldScanner.word("call_site");
  private static final byte[] POINTER = FieldScanner.word("ptr");
  private static final byte[] REQUESTED = FieldScanner.word("bytes_req");
  private static final byte[] ALLOCATED = FieldScanner.word("bytes_alloc");
  private static final byte[] CACHE = FieldScanner.word("name");
  private static final byte[] FRAME = FieldScanner.word("pfn");
  private static final byte[] ORDER = FieldScanner.word("order");
  private static final long PAGE_BYTES = 4096;
  private static final int HIGHEST_ORDER = 62 - 12;

  private final NameTable callSites;
  private final NameTable caches;

  KmemDecoder(NameTable callSites, NameTable caches) {
    this.callSites = callSites;
    this.caches = caches;
  }

  @Override
  public boolean decode(FieldScanner words, byte[] line, KernelEvent event) {
    boolean pointed = false;
    boolean sized = false;
    boolean ordered = false;
    while (words.next()) {
      if (words.keyIs(SITE)) {
        event.site = callSites.idOf(line, words.valueStart(), words.valueEnd());
      } else if (words.keyIs(POINTER)) {
        event.address = words.hex();
        pointed = true;
      } else if (words.keyIs(REQUESTED)) {
        event.requestedBytes = words.number();
      } else if (words.keyIs(ALLOCATED)) {
        event.bytes = words.number();
        sized = true;
      } else if (words.keyIs(CACHE)) {
        event.cache = caches.idOf(line, words.valueStart(), words.valueEnd());
      } else if (words.keyIs(FRAME)) {
        event.physical = frame(words);
      } else if (words.keyIs(ORDER)) {
        event.order = (int) words.number();
        ordered = true;
      }
    }
    if (words.damaged() || event.requestedBytes < 0 || event.bytes < 0) {
      return false;
    }
    return switch (event.kind) {
      case KMALLOC, CACHE_ALLOCATE -> pointed && sized;
      case KFREE, CACHE_FREE -> pointed;
      default -> ordered && pages(event);
    };
  }

  /** Reads a frame number, printed in hexadecimal or, by older kernels, in decimal. */
  private static long frame(FieldScanner words) {
    long frame = words.number();
    return frame == KernelEvent.UNKNOWN ? KernelEvent.UNKNOWN : frame * PAGE_BYTES;
  }

  private static boolean pages(KernelEvent event) {
    if (event.order < 0 || event.order > HIGHEST_ORDER) {
      return false;
    }
    event.bytes = PAGE_BYTES << event.order;
    return true;
  }
}
