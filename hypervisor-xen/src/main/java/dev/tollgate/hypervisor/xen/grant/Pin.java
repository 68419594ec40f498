package dev.tollgate.hypervisor.xen.grant;

/**
 * The four counters of uses of an active grant, 8 bits each in one word: writable by CPUs,
 * read-only by CPUs, writable by devices, read-only by devices (GNTPIN_*,
 * xen/common/grant_table.c).
 */
final class Pin {

  /** One use writable by CPUs. */
  static final int HOST_WRITE = 1;

  /** One use read-only by CPUs. */
  static final int HOST_READ = 1 << 8;

  /** One use writable by devices. */
  static final int DEVICE_WRITE = 1 << 16;

  /** One use read-only by devices. */
  static final int DEVICE_READ = 1 << 24;

  private static final int WRITE_MASK = 0x00ff_00ff;
  private static final int FULL = 0x80;
  private static final int ANY_FULL = 0x8080_8080;

  private Pin() {}

  /** Whether any use may write. */
  static boolean isWriting(int pin) {
    return (pin & WRITE_MASK) != 0;
  }

  /** Whether any counter has reached 128. */
  static boolean isAnyFull(int pin) {
    return (pin & ANY_FULL) != 0;
  }

  /** Whether one of the counters that an increment counts up has reached 128. */
  static boolean isFullFor(int pin, int increment) {
    return (pin & increment * FULL) != 0;
  }

  /** What a mapping of some kind counts up. */
  static int increment(boolean host, boolean device, boolean readOnly) {
    int sum = 0;
    if (host) {
      sum += readOnly ? HOST_READ : HOST_WRITE;
    }
    if (device) {
      sum += readOnly ? DEVICE_READ : DEVICE_WRITE;
    }
    return sum;
  }
}
