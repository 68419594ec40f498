package dev.tollgate.hypervisor.xen.domain;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.PhysicalMemory;

/**
 * Builds domains: takes their frames from the heap, in the largest extents there are, and lays out
 * their P2M and page tables at the end of their memory, as the domain builders of Xen's tools do
 * behind the kernel's image. The kernel's direct map is complete: every frame is mapped, writable
 * unless it holds page tables. Setting up is not booked.
 */
final class DomainBuilder {

  /**
   * Entries of the page table after the last pseudo-physical frame, for frames of Xen and of other
   * domains: two tables of them.
   */
  static final int SHARED_SLOTS = 1024;

  private static final int LARGEST_EXTENT = 9;

  private final PhysicalMemory memory;
  private final FrameTable frames;
  private final MachineToPhysical machineToPhysical;

  DomainBuilder(PhysicalMemory memory, FrameTable frames, MachineToPhysical machineToPhysical) {
    this.memory = memory;
    this.frames = frames;
    this.machineToPhysical = machineToPhysical;
  }

  Domain build(DomainSpec spec) {
    int slots = spec.maxPages() + SHARED_SLOTS;
    int mapFrames = WordTable.framesFor(spec.maxPages());
    int tableFrames = WordTable.framesFor(slots);
    int usable = spec.pages() - mapFrames - tableFrames;
    if (usable < 1 || frames.heap().freeFrames() <= spec.pages()) {
      throw new BadInputException(
          "domain %d of %d pages: %d of them hold its tables, and Xen has %d free"
              .formatted(
                  spec.id(), spec.pages(), mapFrames + tableFrames, frames.heap().freeFrames()));
    }
    long[] machine = takeFrames(spec);
    PhysicalToMachine map =
        new PhysicalToMachine(words(machine, usable, mapFrames, spec.maxPages()));
    LinearMap linear =
        new LinearMap(words(machine, usable + mapFrames, tableFrames, slots), frames, spec.id());
    linear.entries().fill(0);
    for (int i = 0; i < machine.length; i++) {
      map.set(i, machine[i]);
    }
    // Table by table: memory is quick where it was touched before.
    for (int i = 0; i < machine.length; i++) {
      machineToPhysical.set(machine[i], i);
    }
    for (int i = usable + mapFrames; i < machine.length; i++) {
      frames.getAs(machine[i], spec.id(), FrameType.PAGE_TABLE);
    }
    for (int i = 0; i < machine.length; i++) {
      mapAtBoot(linear, i, machine[i], i < usable + mapFrames, spec.id());
    }
    long sharedInfo = sharedFrame(spec.id());
    mapAtBoot(linear, spec.maxPages(), sharedInfo, true, spec.id());
    return new Domain(
        spec,
        frames,
        new DomainTables(map, linear, sharedInfo, usable),
        new GuestMemory(memory, linear));
  }

  /** A cleared frame of Xen's that a domain may map. */
  long sharedFrame(int domain) {
    long frame = frames.heap().allocate(0);
    if (frame == DomainHeap.NO_FRAME) {
      throw new BadInputException("Xen has no frame left to share with domain " + domain);
    }
    memory.fill(frame << PhysicalMemory.FRAME_SHIFT, PhysicalMemory.FRAME_BYTES, (byte) 0);
    frames.share(frame, domain);
    return frame;
  }

  private static void mapAtBoot(
      LinearMap linear, int slot, long frame, boolean writable, int domain) {
    if (linear.change(slot, PageTableEntry.kernel(frame, writable), domain)
        != LinearMap.Change.DONE) {
      throw new IllegalStateException("domain %d cannot map its own frame".formatted(domain));
    }
  }

  private WordTable words(long[] machine, int first, int count, int size) {
    long[] held = new long[count];
    System.arraycopy(machine, first, held, 0, count);
    return new WordTable(memory, held, size);
  }

  private long[] takeFrames(DomainSpec spec) {
    long[] machine = new long[spec.pages()];
    if (spec.firstFrame() == DomainSpec.ANYWHERE) {
      takeExtents(machine);
    } else {
      takeRun(machine, spec);
    }
    for (long frame : machine) {
      frames.assign(frame, spec.id());
    }
    return machine;
  }

  private void takeExtents(long[] machine) {
    int taken = 0;
    int order = LARGEST_EXTENT;
    while (taken < machine.length) {
      long frame =
          1 << order <= machine.length - taken
              ? frames.heap().allocate(order)
              : DomainHeap.NO_FRAME;
      if (frame == DomainHeap.NO_FRAME) {
        order--;
        continue;
      }
      for (int i = 0; i < 1 << order; i++) {
        machine[taken++] = frame + i;
      }
    }
  }

  private void takeRun(long[] machine, DomainSpec spec) {
    for (int i = 0; i < machine.length; i++) {
      machine[i] = spec.firstFrame() + i;
      if (!frames.heap().claim(machine[i])) {
        throw new BadInputException(
            "domain %d wants machine frames %d to %d, but %d is not free"
                .formatted(
                    spec.id(),
                    spec.firstFrame(),
                    spec.firstFrame() + machine.length - 1,
                    machine[i]));
      }
    }
  }
}
