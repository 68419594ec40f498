package dev.tollgate.hypervisor.xen.grant;

/**
 * How often a domain has each frame of others mapped through grants, to read only and to write as
 * well: what decides whether it may let its devices reach one.
 */
final class MappedFrames {

  private final int[] readers;
  private final int[] writers;

  /** None of so many frames of the machine. */
  MappedFrames(int frames) {
    readers = new int[frames];
    writers = new int[frames];
  }

  void add(long frame, boolean readOnly) {
    (readOnly ? readers : writers)[(int) frame]++;
  }

  void remove(long frame, boolean readOnly) {
    (readOnly ? readers : writers)[(int) frame]--;
  }

  /** Whether it has a frame mapped, for writing if that is asked. */
  boolean contains(long frame, boolean toWrite) {
    return writers[(int) frame] > 0 || (!toWrite && readers[(int) frame] > 0);
  }
}
