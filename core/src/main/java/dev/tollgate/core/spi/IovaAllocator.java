package dev.tollgate.core.spi;

/**
 * Hands out I/O pages of one translation domain. I/O page {@code n} covers bus addresses {@code n *
 * 4096} to {@code n * 4096 + 4095}.
 *
 * <p>Implementations count their own steps (words scanned, locks taken) into the cycle ledger.
 */
public interface IovaAllocator {

  /** Returned when no run of pages was found. */
  long NONE = -1;

  /**
   * Finds and takes {@code pages} consecutive I/O pages without reusing any that may still be
   * cached by the unit.
   *
   * @param alignment the first page is a multiple of this power of two
   * @param boundaryPages the run does not cross a multiple of this power of two; {@link
   *     Long#MAX_VALUE} if it may
   * @return first page, or {@link #NONE}: then the caller makes sure that the unit has forgotten
   *     all pages given back, if it has not seen to that before, and calls {@link #retry}
   */
  long allocate(int pages, int alignment, long boundaryPages);

  /**
   * The same over all free pages, once the unit has forgotten those given back.
   *
   * @return first page, or {@link #NONE}: the space is full
   */
  long retry(int pages, int alignment, long boundaryPages);

  /**
   * Gives back pages.
   *
   * @return false if any of them was not taken; then the others are free all the same
   */
  boolean free(long ioPage, int pages);

  /** Number of I/O pages in the space, reserved ones included. */
  long size();

  /** Number of I/O pages taken now, reserved ones not included. */
  long used();
}
