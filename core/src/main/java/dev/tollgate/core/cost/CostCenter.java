package dev.tollgate.core.cost;

/** A cause that cycles are booked to. The order here is the order in reports. */
public enum CostCenter {
  /** The fixed path of the DMA API's functions. */
  DMA_API("dma-api"),
  /** Choosing and giving back I/O pages. */
  IOVA_ALLOCATION("iova-allocation"),
  /** Writing and clearing translation entries, and making the unit see them. */
  TRANSLATION_TABLE("translation-table"),
  /** Making the unit forget translations. */
  INVALIDATION("invalidation"),
  /** Taking locks and waiting for them. */
  LOCK("lock"),
  /** Copying bytes between buffers for protection. */
  COPY("copy"),
  /** Work of a memory allocator. */
  MEMORY_ALLOCATION("memory-allocation"),
  /** Crossing into a hypervisor and working there. */
  HYPERVISOR("hypervisor"),
  /** Code of device drivers. */
  DRIVER("driver"),
  /** Entering, handling and leaving interrupts. */
  INTERRUPT("interrupt"),
  /** Network protocols, file systems and block layers. */
  PROTOCOL("protocol"),
  /** Entering and leaving the kernel, and copying for user programs. */
  SYSCALL("syscall");

  private final String id;

  CostCenter(String id) {
    this.id = id;
  }

  /** The name used in reports and metric names, lower case with hyphens. */
  public String id() {
    return id;
  }
}
