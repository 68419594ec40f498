package dev.tollgate.core.allocator;

/** What a page frame is to whoever holds it. */
public enum FrameKind {
  /** Part of a slab: objects of one cache. */
  SLAB("slab", true),
  /** On SLOB's list for requests below 256 bytes. */
  SMALL("small list", true),
  /** On SLOB's list for requests below 1024 bytes. */
  MEDIUM("medium list", true),
  /** On SLOB's list for larger requests. */
  LARGE("large list", true),
  /** Of SLOB's heap, without a free byte: on no list. */
  FULL("full page", true),
  /** Of the one heap of the first SLOB. */
  HEAP("heap", true),
  /** Part of a block of whole frames that one request took. */
  BLOCK("block of pages", true),
  /** Kept from the page allocator since boot. */
  RESERVED("reserved", false),
  /** Taken from the page allocator by the kernel itself, past its allocator. */
  KERNEL("kernel's own", false),
  /** Page cache, or memory of programs. */
  PROGRAM("programs", false);

  private final String word;
  private final boolean allocators;

  FrameKind(String word, boolean allocators) {
    this.word = word;
    this.allocators = allocators;
  }

  /** What reports call it. */
  public String word() {
    return word;
  }

  /** Whether the kernel's allocator holds such frames. */
  public boolean isAllocators() {
    return allocators;
  }
}
