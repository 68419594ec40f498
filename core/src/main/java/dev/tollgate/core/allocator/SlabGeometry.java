package dev.tollgate.core.allocator;

import java.util.Locale;

/**
 * How a cache's slabs are cut, and the sizes of its queues.
 *
 * @param objectSize bytes asked for per object
 * @param slotSize bytes from one object to the next
 * @param alignment bytes every object is aligned to
 * @param objects objects of one slab
 * @param order log2 of a slab's frames
 * @param colours different offsets of the first object; 0 and 1 both mean that it never moves
 * @param colourOffset bytes between two such offsets
 * @param freelistSize bytes of a slab's index of free objects
 * @param mode where that index lies
 * @param limit most objects in a CPU's array
 * @param batchCount objects moved at once between an array and the slabs
 * @param sharedFactor the array shared by CPUs holds that many times the batch count; 0 for none
 * @param freeLimit free objects above which wholly free slabs are given back
 */
public record SlabGeometry(
    int objectSize,
    int slotSize,
    int alignment,
    int objects,
    int order,
    int colours,
    int colourOffset,
    int freelistSize,
    Mode mode,
    int limit,
    int batchCount,
    int sharedFactor,
    int freeLimit) {

  /** Where a slab's index of free objects lies. */
  public enum Mode {
    /** Inside one of the slab's own free objects. */
    OBJFREELIST,
    /** In an object of a kmalloc cache. */
    OFF,
    /** In the slab, beside its objects. */
    ON
  }

  /** Heading of a list of {@link #line}s. */
  public static final String HEADING =
      "# name object_size size align num order colour colour_off freelist_size mode limit"
          + " batchcount shared free_limit\n";

  /** One line of text: the name and every component in order, with the kernel's words. */
  public String line(String name) {
    return "%s %d %d %d %d %d %d %d %d %s %d %d %d %d\n"
        .formatted(
            name,
            objectSize,
            slotSize,
            alignment,
            objects,
            order,
            colours,
            colourOffset,
            freelistSize,
            mode.name().toLowerCase(Locale.ROOT),
            limit,
            batchCount,
            sharedFactor,
            freeLimit);
  }
}
