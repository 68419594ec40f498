package dev.tollgate.hypervisor.xen.domain;

import dev.tollgate.core.machine.BootMemory;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PhysicalMemory;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All domains of a machine, and the memory that Xen shares out among them.
 *
 * <p>Frames of the machine that the heap does not get, because {@code released} leaves them out,
 * are nobody's: no domain can own or map them.
 */
public final class Domains {

  private final PhysicalMemory memory;
  private final FrameTable frames;
  private final MachineToPhysical machineToPhysical;
  private final DomainBuilder builder;
  private final ByDomain<Domain> domains = new ByDomain<>();
  private final int unmanaged;

  private Domains(PhysicalMemory memory, DomainHeap heap) {
    this.memory = memory;
    this.frames = new FrameTable(heap);
    this.unmanaged = Math.toIntExact(heap.frames() - heap.freeFrames());
    int words = heap.frames();
    long[] held = new long[WordTable.framesFor(words)];
    for (int i = 0; i < held.length; i++) {
      held[i] = heap.allocate(0);
      frames.assign(held[i], DomainIds.XEN);
    }
    this.machineToPhysical = new MachineToPhysical(new WordTable(memory, held, words));
    this.builder = new DomainBuilder(memory, frames, machineToPhysical);
  }

  /** No domains yet; Xen manages all frames that the machine's boot memory has free. */
  public static Domains onAllOf(Machine machine) {
    DomainHeap heap = new DomainHeap(machine.profile().pageFrames());
    BootMemory boot = machine.bootMemory();
    boot.freeRanges()
        .forEach(
            range -> {
              long first =
                  (range.address() + PhysicalMemory.FRAME_BYTES - 1) >>> PhysicalMemory.FRAME_SHIFT;
              long end = range.end() >>> PhysicalMemory.FRAME_SHIFT;
              if (end > first) {
                heap.release(first, end - first);
              }
            });
    return new Domains(machine.memory(), heap);
  }

  /** No domains yet, over a heap whose free frames are all that Xen manages. */
  public static Domains on(PhysicalMemory memory, DomainHeap heap) {
    return new Domains(memory, heap);
  }

  /** The book of machine frames. */
  public FrameTable frames() {
    return frames;
  }

  /** The map from machine to pseudo-physical frames. */
  public MachineToPhysical machineToPhysical() {
    return machineToPhysical;
  }

  /** The machine's memory. */
  public PhysicalMemory memory() {
    return memory;
  }

  /**
   * Builds a domain.
   *
   * @throws dev.tollgate.core.error.BadInputException if there is too little memory
   * @throws IllegalArgumentException if there is a domain of this number, or frames of one that is
   *     gone are still mapped by others
   */
  public Domain create(DomainSpec spec) {
    if (isNumberTaken(spec.id())) {
      throw new IllegalArgumentException("there is a domain %d already".formatted(spec.id()));
    }
    Domain domain = builder.build(spec);
    domains.put(spec.id(), domain);
    return domain;
  }

  /**
   * Whether a domain of this number exists, or frames of one that is gone are still referred to.
   */
  public boolean isNumberTaken(int id) {
    return domains.get(id) != null || frames.owned(id) > 0;
  }

  /** A domain that lives or dies, or null if there is none of this number. */
  public @Nullable Domain find(int id) {
    return domains.get(id);
  }

  /** The domain that an argument names, {@link DomainIds#SELF} included; null if there is none. */
  public @Nullable Domain named(int id, Domain caller) {
    return id == DomainIds.SELF ? caller : find(id);
  }

  /** All domains by number. */
  public Collection<Domain> all() {
    return Collections.unmodifiableList(domains.all());
  }

  /** A cleared frame of Xen's that a domain may map, such as one of its grant table. */
  public long shareFrame(Domain domain) {
    return builder.sharedFrame(domain.id());
  }

  /**
   * Ends a domain: its page table lets go of all frames, and its own are cleared and go back to the
   * heap. Frames that others still refer to, by a grant, stay until those let go; its number cannot
   * be used again until then.
   *
   * @return bytes cleared
   */
  public long destroy(Domain domain) {
    domain.startDying();
    LinearMap map = domain.linearMap();
    for (int slot = 0; slot < map.size(); slot++) {
      map.drop(map.entry(slot));
      map.entries().set(slot, 0);
    }
    for (long frame : map.entries().frames()) {
      frames.putAs(frame);
    }
    frames.unshare(domain.sharedInfoFrame());
    long cleared = 0;
    for (int frame = 0; frame < frames.size(); frame++) {
      if (frames.owner(frame) == domain.id()
          && !frames.isXenHeap(frame)
          && frames.clearAllocated(frame)) {
        memory.fill(
            (long) frame << PhysicalMemory.FRAME_SHIFT, PhysicalMemory.FRAME_BYTES, (byte) 0);
        cleared += PhysicalMemory.FRAME_BYTES;
        machineToPhysical.set(frame, MachineToPhysical.INVALID_ENTRY);
        frames.put(frame);
      }
    }
    domains.remove(domain.id());
    return cleared;
  }

  /**
   * Checks that frames are conserved and that all counts are right.
   *
   * @param holders whatever holds references besides page tables
   * @throws dev.tollgate.core.error.InvariantViolation if they are not
   */
  public void check(List<ReferenceHolder> holders) {
    FrameAudit audit = new FrameAudit(frames);
    domains.all().forEach(domain -> audit.walk(domain.linearMap()));
    holders.forEach(holder -> holder.countReferences(audit.counts()));
    audit.check(unmanaged);
  }
}
