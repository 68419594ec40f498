package dev.tollgate.core.allocator;

import com.google.common.collect.ImmutableList;

/** An allocator whose caches /proc/slabinfo would list. */
public interface SlabInfoSource {

  /** All caches, the newest first, as they are now. */
  ImmutableList<SlabInfo> slabInfo();

  /** The geometry of all caches as lines of text, the newest first, with headings. */
  String geometryText();
}
