package dev.tollgate.hypervisor.xen.domain;

import dev.tollgate.core.machine.PhysicalMemory;

/** 32 MiB shared out by Xen, for tests. */
final class Memory {

  static final int FRAMES = 8192;

  private Memory() {}

  static Domains domains() {
    DomainHeap heap = new DomainHeap(FRAMES);
    heap.release(16, FRAMES - 16);
    return Domains.on(new PhysicalMemory((long) FRAMES << PhysicalMemory.FRAME_SHIFT), heap);
  }
}
