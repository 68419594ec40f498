package dev.tollgate.workload.boot;

/**
 * Equal requests of one place in the boot.
 *
 * @param step function of the kernel, such as {@code fork_init}
 * @param kind what is asked for
 * @param name who asks: a caller, a cache, a subsystem; of an event, which one
 * @param size of each
 * @param kept how many are still there when the boot is over
 * @param passing how many more are asked for and given back at once, before the others
 * @param grade how sure the figures are
 * @param source where they stand
 */
record BootRow(
    String step,
    Kind kind,
    String name,
    BootSize size,
    int kept,
    int passing,
    Grade grade,
    String source) {

  /** What is asked for. */
  enum Kind {
    /** Bytes of boot memory, aligned to 32. */
    BOOTMEM,
    /** A block of frames from the page allocator. */
    PAGES,
    /** Bytes from kmalloc. */
    KMALLOC,
    /** Objects of a cache, which is made when it is first named. */
    CACHE,
    /** Files and folders of sysfs. */
    SYSFS,
    /** Something that happens between requests. */
    EVENT
  }

  /** How sure the figures are. */
  enum Grade {
    /** Printed in the source. */
    PUBLISHED,
    /** Follows from what the source prints or from a kernel's code. */
    DERIVED,
    /** Neither. */
    ESTIMATED
  }
}
