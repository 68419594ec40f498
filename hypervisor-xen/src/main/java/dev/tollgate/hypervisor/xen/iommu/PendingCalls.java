package dev.tollgate.hypervisor.xen.iommu;

import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.hypervisor.xen.domain.Vcpu;
import dev.tollgate.hypervisor.xen.hypercall.Hypercalls;
import dev.tollgate.hypervisor.xen.multicall.CallList;
import dev.tollgate.hypervisor.xen.multicall.MulticallUse;

/**
 * The operations of one CPU of a guest that have not been handed to Xen yet, in the guest's memory:
 * as calls of a list, or as an array.
 */
final class PendingCalls {

  /** Operations that an array holds: those of half a page. */
  private static final int ARRAY_CAPACITY = PhysicalMemory.FRAME_BYTES / 2 / IommuCall.BYTES;

  private final PhysicalMemory memory;
  private final Hypercalls hypercalls;
  private final Vcpu vcpu;
  private final CallForm form;
  private final CallList list;
  private final long arrayPointer;
  private final long arrayAddress;
  private int arraySize;
  private long issued;
  private long operations;
  private long single;
  private long failed;
  private boolean refusal;
  private final boolean[] maps = new boolean[CallList.CAPACITY];

  /**
   * Nothing pending.
   *
   * @param pointer virtual address of a page of the guest's own
   */
  PendingCalls(
      PhysicalMemory memory,
      Hypercalls hypercalls,
      Vcpu vcpu,
      CallForm form,
      MulticallUse use,
      long pointer) {
    this.memory = memory;
    this.hypercalls = hypercalls;
    this.vcpu = vcpu;
    this.form = form;
    this.list = new CallList(memory, hypercalls, vcpu, use, pointer);
    this.arrayPointer = pointer + PhysicalMemory.FRAME_BYTES / 2;
    this.arrayAddress = vcpu.domain().memory().translate(arrayPointer, true);
  }

  /** Puts an operation behind the others; issues what does not fit. */
  void add(long word, long ioPage, long frame, int pages) {
    if (form == CallForm.ARRAY) {
      addToArray(word, ioPage, frame, pages);
      return;
    }
    if (IommuCall.operation(word) == IommuCall.FORGET
        || IommuCall.operation(word) == IommuCall.FORGET_ALL) {
      addToList(word, ioPage, frame, pages);
      return;
    }
    for (int i = 0; i < pages; i++) {
      addToList(word, ioPage + i, frame + i, 1);
    }
  }

  private void addToList(long word, long ioPage, long frame, int pages) {
    if (list.isFull()) {
      issue();
    }
    int index = list.add(IommuCall.NUMBER, word, ioPage, frame, pages);
    maps[index] = IommuCall.operation(word) == IommuCall.MAP;
  }

  private void addToArray(long word, long ioPage, long frame, int pages) {
    if (arraySize == ARRAY_CAPACITY) {
      issue();
    }
    long at = arrayAddress + (long) arraySize++ * IommuCall.BYTES;
    memory.writeLongLittleEndian(at + IommuCall.WORD, word);
    memory.writeLongLittleEndian(at + IommuCall.IO_PAGE, ioPage);
    memory.writeLongLittleEndian(at + IommuCall.FRAME, frame);
    memory.writeIntLittleEndian(at + IommuCall.PAGES, pages);
    memory.writeIntLittleEndian(at + IommuCall.STATUS, 0);
  }

  /**
   * Hands everything to Xen.
   *
   * @return whether the last operation succeeded; true if there was none
   */
  boolean issue() {
    return form == CallForm.ARRAY ? issueArray() : issueList();
  }

  private boolean issueList() {
    int count = list.issue();
    count(count);
    boolean good = true;
    for (int i = 0; i < count; i++) {
      good = list.result(i) >= 0;
      failed += good ? 0 : 1;
      refusal |= !good && maps[i];
    }
    return good;
  }

  private boolean issueArray() {
    int count = arraySize;
    if (count == 0) {
      return true;
    }
    arraySize = 0;
    count(count);
    hypercalls.call(
        vcpu, IommuCall.NUMBER, IommuCall.word(IommuCall.ARRAY, 0, 0), arrayPointer, count);
    boolean good = true;
    for (int i = 0; i < count; i++) {
      long at = arrayAddress + (long) i * IommuCall.BYTES;
      good = memory.readIntLittleEndian(at + IommuCall.STATUS) >= 0;
      failed += good ? 0 : 1;
      refusal |=
          !good
              && IommuCall.operation(memory.readLongLittleEndian(at + IommuCall.WORD))
                  == IommuCall.MAP;
    }
    return good;
  }

  /** Whether an entry was refused since this was last asked. */
  boolean takeRefusal() {
    boolean any = refusal;
    refusal = false;
    return any;
  }

  private void count(int count) {
    if (count > 0) {
      issued++;
      operations += count;
      single += count == 1 ? 1 : 0;
    }
  }

  /** Times that anything was handed to Xen. */
  long issued() {
    return issued;
  }

  /** Operations that were. */
  long operations() {
    return operations;
  }

  /** Times that it was one operation. */
  long single() {
    return single;
  }

  /** Operations that failed. */
  long failed() {
    return failed;
  }
}
