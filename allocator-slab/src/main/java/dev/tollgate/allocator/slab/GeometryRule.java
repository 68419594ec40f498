package dev.tollgate.allocator.slab;

import dev.tollgate.core.allocator.SlabGeometry;
import dev.tollgate.core.spi.CacheSpec.Flag;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a kernel cuts slabs into objects. */
interface GeometryRule {

  /** Alignment in bytes of objects, from what was asked for (0 for any) and the flags. */
  int alignment(long size, long asked, Set<Flag> flags);

  /**
   * The geometry of a cache.
   *
   * @param size bytes of one object, at least 1
   * @param alignment bytes, a power of two, as {@link #alignment} answered
   * @return null if no slab holds such an object
   */
  @Nullable SlabGeometry geometry(long size, int alignment, Set<Flag> flags);
}
