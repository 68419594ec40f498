package dev.tollgate.hypervisor.xen.grant;

import dev.tollgate.hypervisor.xen.domain.FrameCounts;

/**
 * How often a domain has each frame of others mapped through grants, to read only and to write as
 * well: what decides whether it may let its devices reach one.
 */
final class MappedFrames {

  private final FrameCounts readers;
  private final FrameCounts writers;

  /** None of so many frames of the machine. */
  MappedFrames(int frames) {
    readers = new FrameCounts(frames);
    writers = new FrameCounts(frames);
  }

  void add(long frame, boolean readOnly) {
    (readOnly ? readers : writers).add(frame, 1);
  }

  void remove(long frame, boolean readOnly) {
    (readOnly ? readers : writers).add(frame, -1);
  }

  /** Whether it has a frame mapped, for writing if that is asked. */
  boolean contains(long frame, boolean toWrite) {
    return writers.get(frame) > 0 || (!toWrite && readers.get(frame) > 0);
  }
}
