package dev.tollgate.hypervisor.xen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.LinearMap;
import dev.tollgate.hypervisor.xen.domain.PageTableEntry;
import dev.tollgate.hypervisor.xen.domain.PhysicalToMachine;
import dev.tollgate.hypervisor.xen.domain.Vcpu;
import dev.tollgate.hypervisor.xen.grant.GrantTable;
import dev.tollgate.hypervisor.xen.hypercall.HypercallNumbers;
import java.util.Objects;

/** The kernel of a guest as tests drive it; its first 64 frames are for arguments. */
final class TestGuest {

  private static final long OPERATION = va(10, 0);

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

  /** The grants of this guest. */
  GrantTable table() {
    return Objects.requireNonNull(rig.xen.grantTables().table(domain.id()));
  }

  /** Writes a grant entry as a guest does. */
  void grant(int reference, int domid, long frame, int flags) {
    long entry = table().addressOf(reference);
    memory.writeIntLittleEndian(entry + 4, (int) frame);
    memory.writeShortLittleEndian(entry + 2, (short) domid);
    memory.writeShortLittleEndian(entry, (short) flags);
  }

  int grantFlags(int reference) {
    return memory.readShortLittleEndian(table().addressOf(reference));
  }

  int grantOp(int command, int statusOffset) {
    assertThat(call(HypercallNumbers.GRANT_TABLE_OP, command, OPERATION, 1)).isZero();
    return get16(OPERATION + statusOffset);
  }

  /** Maps a grant; handle and bus address are read with {@link #handle} and {@link #busAddress}. */
  int mapGrant(int flags, int domid, int reference, long hostAddress) {
    put64(OPERATION, hostAddress);
    put32(OPERATION + 8, flags);
    put32(OPERATION + 12, reference);
    put16(OPERATION + 16, domid);
    return grantOp(0, 18);
  }

  int handle() {
    return get32(OPERATION + 20);
  }

  long busAddress() {
    return get64(OPERATION + 24);
  }

  int unmapGrant(int handle, long hostAddress, long busAddress) {
    put64(OPERATION, hostAddress);
    put64(OPERATION + 8, busAddress);
    put32(OPERATION + 16, handle);
    return grantOp(1, 20);
  }

  int transfer(long frame, int domid, int reference) {
    put64(OPERATION, frame);
    put16(OPERATION + 8, domid);
    put32(OPERATION + 12, reference);
    return grantOp(4, 16);
  }

  /** Writes a struct gnttab_copy. */
  void copyOp(
      long at,
      long source,
      int from,
      int offset,
      long target,
      int to,
      int toOffset,
      int length,
      int flags) {
    put64(at, source);
    put16(at + 8, from);
    put16(at + 10, offset);
    put64(at + 16, target);
    put16(at + 24, to);
    put16(at + 26, toOffset);
    put16(at + 32, length);
    put16(at + 34, flags);
    put16(at + 36, 77);
  }

  int copy(
      long source, int from, int offset, long target, int to, int toOffset, int length, int flags) {
    copyOp(OPERATION, source, from, offset, target, to, toOffset, length, flags);
    return grantOp(5, 36);
  }
}
