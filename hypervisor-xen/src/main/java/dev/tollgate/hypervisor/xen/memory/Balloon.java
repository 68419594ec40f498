package dev.tollgate.hypervisor.xen.memory;

import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.DomainIds;
import dev.tollgate.hypervisor.xen.domain.GuestMemory;
import dev.tollgate.hypervisor.xen.domain.LinearMap;
import dev.tollgate.hypervisor.xen.domain.PageTableEntry;
import dev.tollgate.hypervisor.xen.domain.PhysicalToMachine;
import dev.tollgate.hypervisor.xen.domain.Vcpu;
import dev.tollgate.hypervisor.xen.hypercall.HypercallNumbers;
import dev.tollgate.hypervisor.xen.hypercall.Hypercalls;

/**
 * The guest's balloon driver (drivers/xen/balloon/balloon.c of 2007). To give memory back it unmaps
 * page by page and then makes one call for up to 512 frames; to get memory it makes one call and
 * then maps page by page. Which pseudo-physical frames these are, the guest's page allocator
 * decides.
 */
public final class Balloon {

  /** Frames of one call: the list is one page. */
  public static final int MOST_FRAMES = PhysicalMemory.FRAME_BYTES / Long.BYTES;

  private final PhysicalMemory memory;
  private final Hypercalls hypercalls;
  private final Vcpu vcpu;
  private final Domain domain;
  private final long structure;
  private final long structureMachine;
  private final long list;
  private final long listMachine;

  /**
   * A balloon with nothing in it.
   *
   * @param structure pseudo-physical frame in which it keeps the structure of its calls
   * @param list pseudo-physical frame in which it keeps their lists
   */
  public Balloon(PhysicalMemory memory, Hypercalls hypercalls, Vcpu vcpu, int structure, int list) {
    this.memory = memory;
    this.hypercalls = hypercalls;
    this.vcpu = vcpu;
    this.domain = vcpu.domain();
    this.structure = LinearMap.addressOf(structure);
    this.list = LinearMap.addressOf(list);
    this.structureMachine = machineAddress(this.structure);
    this.listMachine = machineAddress(this.list);
  }

  private long machineAddress(long pointer) {
    long machine = domain.memory().translate(pointer, true);
    if (machine == GuestMemory.FAULT) {
      throw new IllegalArgumentException("0x%x is not mapped in %s".formatted(pointer, domain));
    }
    return machine;
  }

  /**
   * Gives back the frames behind pseudo-physical frames, none of which is in use.
   *
   * @return how many Xen took
   */
  public int inflate(int[] physical, int count) {
    PhysicalToMachine map = domain.physicalToMachine();
    checkCount(count);
    for (int i = 0; i < count; i++) {
      memory.writeLongLittleEndian(
          listMachine + (long) Long.BYTES * i, map.machineFrame(physical[i]));
      updateMapping(physical[i], 0, 0);
      map.set(physical[i], PhysicalToMachine.INVALID_ENTRY);
    }
    return reserve(MemoryOp.DECREASE_RESERVATION, count);
  }

  /**
   * Gets frames for pseudo-physical frames that have none.
   *
   * @return how many it got, for the first of them
   */
  public int deflate(int[] physical, int count) {
    checkCount(count);
    for (int i = 0; i < count; i++) {
      memory.writeLongLittleEndian(listMachine + (long) Long.BYTES * i, physical[i]);
    }
    int got = reserve(MemoryOp.POPULATE_PHYSMAP, count);
    for (int i = 0; i < got; i++) {
      long frame = memory.readLongLittleEndian(listMachine + (long) Long.BYTES * i);
      domain.physicalToMachine().set(physical[i], frame);
      updateMapping(physical[i], PageTableEntry.kernel(frame, true), 0);
    }
    return got;
  }

  private static void checkCount(int count) {
    if (count < 0 || count > MOST_FRAMES) {
      throw new IllegalArgumentException(
          "a balloon moves 0 to %d frames at a time, not %d".formatted(MOST_FRAMES, count));
    }
  }

  private void updateMapping(int physical, long entry, long flags) {
    hypercalls.call(
        vcpu, HypercallNumbers.UPDATE_VA_MAPPING, LinearMap.addressOf(physical), entry, flags);
  }

  private int reserve(int command, int count) {
    memory.writeLongLittleEndian(structureMachine, list);
    memory.writeLongLittleEndian(structureMachine + 8, count);
    memory.writeLongLittleEndian(structureMachine + 16, 0);
    memory.writeLongLittleEndian(structureMachine + 24, DomainIds.SELF);
    return (int) hypercalls.call(vcpu, HypercallNumbers.MEMORY_OP, command, structure);
  }
}
