package dev.tollgate.core.allocator;

/**
 * An allocator that can say in text how its lists and pages stand: the part of a replay's summary
 * that only it knows.
 */
public interface SummarySource {

  /** The kind of allocator in one word: {@code slab}. */
  String family();

  /**
   * Adds the figures of a {@code state} line, those between the pages held and the bytes requested,
   * each with a blank before it. Costs time in proportion to the caches, not to the heap.
   */
  void appendState(StringBuilder line);

  /** Adds lines {@code name value} for its lists and pages. */
  default void appendFigures(StringBuilder text) {}

  /** Adds the text that the kernel itself prints of it, if there is one. */
  default void appendText(StringBuilder text) {}
}
