package dev.tollgate.core.machine;

/**
 * An allocator, as one that can be asked what it knows of a single page frame: which bytes are free
 * and which are its own. What was asked for in the frame, and by whom, an {@link ObjectMap} knows.
 *
 * <p>It is asked whenever something changes in a frame that a device can reach, so it must answer
 * in time by what is in the frame, without allocating.
 */
@FunctionalInterface
public interface FrameContents {

  /**
   * Marks the free bytes of a frame and those that are the allocator's own.
   *
   * @return false if the allocator does not hold the frame
   */
  boolean mark(long frame, FrameMarks marks);
}
