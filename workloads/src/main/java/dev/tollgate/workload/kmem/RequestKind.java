package dev.tollgate.workload.kmem;

/** What one event of a trace asks the allocator for. */
enum RequestKind {
  /** Make a cache of equal objects. */
  CACHE,
  /** Allocate bytes. */
  KMALLOC,
  /** Give them back. */
  KFREE,
  /** Allocate an object of a cache. */
  ALLOC,
  /** Give it back. */
  FREE,
  /** Nothing: the event is counted and passed over. */
  OTHER
}
