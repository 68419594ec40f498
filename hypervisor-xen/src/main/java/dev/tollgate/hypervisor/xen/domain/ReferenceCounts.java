package dev.tollgate.hypervisor.xen.domain;

/** References and uses found by a walk over everything that can hold one. */
public final class ReferenceCounts {

  private final int[] references;
  private final int[] writable;
  private final int[] pageTable;

  ReferenceCounts(int frames) {
    references = new int[frames];
    writable = new int[frames];
    pageTable = new int[frames];
  }

  /** A reference to a frame. */
  public void reference(long frame) {
    references[(int) frame]++;
  }

  /** A use of a frame; the reference that comes with it is named apart. */
  public void use(long frame, FrameType type) {
    if (type == FrameType.WRITABLE) {
      writable[(int) frame]++;
    } else {
      pageTable[(int) frame]++;
    }
  }

  int references(int frame) {
    return references[frame];
  }

  int uses(int frame, FrameType type) {
    return type == FrameType.WRITABLE ? writable[frame] : pageTable[frame];
  }
}
