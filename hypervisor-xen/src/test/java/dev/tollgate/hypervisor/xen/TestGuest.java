package dev.tollgate.hypervisor.xen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.LinearMap;
import dev.tollgate.hypervisor.xen.domain.PageTableEntry;
import dev.tollgate.hypervisor.xen.domain.PhysicalToMachine;
import dev.tollgate.hypervisor.xen.domain.Vcpu;
import dev.tollgate.hypervisor.xen.hypercall.HypercallNumbers;

/** The kernel of a guest as tests drive it; its first 64 frames are for arguments. */
final class TestGuest {

  final Rig rig;
  final Domain domain;
  final Vcpu vcpu;
  final PhysicalMemory memory;

  TestGuest(Rig rig, Domain domain) {
    this.rig = rig;
    this.domain = domain;
    this.vcpu = domain.vcpus().get(0);
    this.memory = rig.domains.memory();
  }

  /** Virtual address of a byte of a pseudo-physical frame. */
  static long va(int pfn, int offset) {
    return LinearMap.addressOf(pfn) + offset;
  }

  long frame(int pfn) {
    return domain.physicalToMachine().machineFrame(pfn);
  }

  /** Writes to its own memory. */
  void put64(long va, long value) {
    memory.writeLongLittleEndian(machine(va), value);
  }

  void put32(long va, long value) {
    memory.writeIntLittleEndian(machine(va), (int) value);
  }

  void put16(long va, int value) {
    memory.writeShortLittleEndian(machine(va), (short) value);
  }

  long get64(long va) {
    return memory.readLongLittleEndian(machine(va));
  }

  int get32(long va) {
    return memory.readIntLittleEndian(machine(va));
  }

  short get16(long va) {
    return memory.readShortLittleEndian(machine(va));
  }

  private long machine(long va) {
    long machine = domain.memory().translate(va, false);
    assertThat(machine).as("machine address behind 0x%x", va).isNotNegative();
    return machine;
  }

  long call(int number, long a0, long a1, long a2, long a3) {
    return rig.xen.hypercalls().call(vcpu, number, a0, a1, a2, a3, 0);
  }

  long call(int number, long a0, long a1, long a2) {
    return call(number, a0, a1, a2, 0);
  }

  long call(int number, long a0, long a1) {
    return call(number, a0, a1, 0, 0);
  }

  /** Writes an entry of a multicall list. */
  void entry(long list, int index, long number, long... arguments) {
    long at = list + 64L * index;
    put64(at, number);
    put64(at + 8, 0x5555);
    for (int i = 0; i < arguments.length; i++) {
      put64(at + 16 + 8L * i, arguments[i]);
    }
  }

  long result(long list, int index) {
    return get64(list + 64L * index + 8);
  }

  /** Maps nothing at a pseudo-physical frame any more. */
  void unmap(int pfn) {
    assertThat(call(HypercallNumbers.UPDATE_VA_MAPPING, va(pfn, 0), 0, 0)).isZero();
  }

  /** Maps a frame of its own, and notes it in both maps. */
  void map(int pfn, long frame) {
    domain.physicalToMachine().set(pfn, frame);
    assertThat(
            call(
                HypercallNumbers.UPDATE_VA_MAPPING,
                va(pfn, 0),
                PageTableEntry.kernel(frame, true),
                0))
        .isZero();
  }

  void forget(int pfn) {
    domain.physicalToMachine().set(pfn, PhysicalToMachine.INVALID_ENTRY);
  }

  /** Writes a struct xen_memory_reservation. */
  void reservation(long at, long extents, long count, int order, int domid) {
    put64(at, extents);
    put64(at + 8, count);
    put32(at + 16, order);
    put32(at + 20, 0);
    put16(at + 24, domid);
  }
}
