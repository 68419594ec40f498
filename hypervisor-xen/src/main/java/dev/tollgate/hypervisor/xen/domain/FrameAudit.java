package dev.tollgate.hypervisor.xen.domain;

import dev.tollgate.core.error.InvariantViolation;
import java.util.BitSet;

/**
 * Counts everything again: frames are conserved, and each frame's counts are those of the
 * references that really exist.
 */
final class FrameAudit {

  private final FrameTable frames;
  private final ReferenceCounts counts;

  FrameAudit(FrameTable frames) {
    this.frames = frames;
    this.counts = new ReferenceCounts(frames.size());
  }

  ReferenceCounts counts() {
    return counts;
  }

  /** Names what a domain's page table holds. */
  void walk(LinearMap map) {
    for (long frame : map.entries().frames()) {
      counts.reference(frame);
      counts.use(frame, FrameType.PAGE_TABLE);
    }
    for (int slot = 0; slot < map.size(); slot++) {
      long entry = map.entry(slot);
      if (PageTableEntry.isPresent(entry) && !PageTableEntry.isGranted(entry)) {
        counts.reference(PageTableEntry.frame(entry));
        if (PageTableEntry.isWritable(entry)) {
          counts.use(PageTableEntry.frame(entry), FrameType.WRITABLE);
        }
      }
    }
  }

  /** Compares. */
  void check(int unmanaged) {
    int[] owned = new int[DomainIds.INVALID + 1];
    BitSet isFree = frames.heap().allFree();
    long free = 0;
    long nobodys = 0;
    for (int frame = 0; frame < frames.size(); frame++) {
      int owner = frames.owner(frame);
      if (owner == FrameTable.NOBODY) {
        if (isFree.get(frame)) {
          free++;
        } else {
          nobodys++;
        }
        expect(frame, "references", 0, frames.references(frame));
      } else {
        expect(frame, "is free and owned", 0, isFree.get(frame) ? 1 : 0);
        owned[owner] += frames.isXenHeap(frame) ? 0 : 1;
        checkCounts(frame);
      }
    }
    for (int domain = 0; domain < owned.length; domain++) {
      if (owned[domain] != frames.owned(domain)) {
        throw new InvariantViolation(
            "domain %d owns %d frames, but is said to own %d"
                .formatted(domain, owned[domain], frames.owned(domain)));
      }
    }
    if (free != frames.heap().freeFrames() || nobodys != unmanaged) {
      throw new InvariantViolation(
          "%d frames are free and %d nobody's; the heap counts %d, and %d are not Xen's to give"
              .formatted(free, nobodys, frames.heap().freeFrames(), unmanaged));
    }
  }

  private void checkCounts(int frame) {
    boolean shared = frames.isXenHeap(frame);
    int own = frames.isAllocated(frame) ? 1 : 0;
    expect(frame, "references", counts.references(frame) + own, frames.references(frame));
    int writable = counts.uses(frame, FrameType.WRITABLE) + (shared ? own : 0);
    int pageTable = counts.uses(frame, FrameType.PAGE_TABLE);
    expect(frame, "both writable and a page table", 0, Math.min(writable, pageTable));
    expect(frame, "uses", writable + pageTable, frames.typeCount(frame));
  }

  private static void expect(int frame, String what, int expected, int found) {
    if (expected != found) {
      throw new InvariantViolation(
          "machine frame 0x%x: %s: %d by a walk over all holders, %d in the frame table"
              .formatted(frame, what, expected, found));
    }
  }
}
