package dev.tollgate.workload.trace;

/** The words that begin a line of the plain format, each with what has to follow. */
public enum PlainEventKind {
  /** Sets up the I/O table, before the first map. */
  TABLE("table", "table ENTRIES [BOUNDARY]", 1, 2),
  /** Maps an area. */
  MAP("map", "map ID NPAGES [ALIGN]", 2, 3),
  /** Unmaps an area. */
  UNMAP("unmap", "unmap ID", 1, 1),
  /** Creates an object cache. */
  CACHE("cache", "cache NAME SIZE ALIGN FLAGS", 4, 4),
  /** Allocates an object of a size class. */
  KMALLOC("kmalloc", "kmalloc ID SIZE", 2, 2),
  /** Frees it. */
  KFREE("kfree", "kfree ID", 1, 1),
  /** Allocates an object of a cache. */
  ALLOC("alloc", "alloc NAME ID", 2, 2),
  /** Frees it. */
  FREE("free", "free NAME ID", 2, 2);

  private final String word;
  private final String shape;
  private final int fewest;
  private final int most;

  PlainEventKind(String word, String shape, int fewest, int most) {
    this.word = word;
    this.shape = shape;
    this.fewest = fewest;
    this.most = most;
  }

  /** Returns the line's first word. */
  public String word() {
    return word;
  }

  /** Returns the whole line in words, for messages. */
  String shape() {
    return shape;
  }

  boolean takes(int arguments) {
    return arguments >= fewest && arguments <= most;
  }

  /** Tells whether the line belongs to a trace of I/O mappings, not of allocations. */
  public boolean isMapping() {
    return this == TABLE || this == MAP || this == UNMAP;
  }

  boolean spelt(byte[] text, int from, int to) {
    if (word.length() != to - from) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) != text[from + i]) {
        return false;
      }
    }
    return true;
  }
}
