package dev.tollgate.core.allocator;

/**
 * How /proc/kmalloc keeps its books: the sizes of its tables, and which of its known defects it
 * has.
 *
 * @param callers slots of the table of callers: 512 in the -tiny tree, 1024 as posted in 2005
 * @param allocations slots of the table of live allocations: 4096 and 32768
 * @param callerZero whether the caller in slot 0 of the table is taken for nobody, so that its
 *     allocations are overwritten by later ones
 * @param freedEntriesStay whether the entry of a freed allocation keeps its address, so that a
 *     second free, or a free of nothing, is found and billed to the caller in slot 0
 * @param wrapping whether figures are those of a 32-bit {@code int}
 */
public record KmallocForm(
    int callers, int allocations, boolean callerZero, boolean freedEntriesStay, boolean wrapping) {

  /** As in the -tiny tree, with all its defects. */
  public static final KmallocForm TINY = new KmallocForm(512, 4096, true, true, true);

  /** Tables of the same size without the defects. */
  public static final KmallocForm REPAIRED = new KmallocForm(512, 4096, false, false, false);

  /** Checks the sizes. */
  public KmallocForm {
    if (callers < 1 || allocations < 1) {
      throw new IllegalArgumentException(
          "tables of %d callers and %d allocations".formatted(callers, allocations));
    }
  }
}
