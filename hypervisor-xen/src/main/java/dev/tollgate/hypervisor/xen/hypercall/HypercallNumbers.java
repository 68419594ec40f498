package dev.tollgate.hypervisor.xen.hypercall;

/** The numbers of hypercalls: xen/include/public/xen.h, the same in 2007 and today up to 37. */
public final class HypercallNumbers {

  /** Page-table entries and M2P entries, many at once. */
  public static final int MMU_UPDATE = 1;

  /** Reservations of memory. */
  public static final int MEMORY_OP = 12;

  /** Many calls in one. */
  public static final int MULTICALL = 13;

  /** One page-table entry by virtual address. */
  public static final int UPDATE_VA_MAPPING = 14;

  /** Version of Xen. */
  public static final int XEN_VERSION = 17;

  /** Grants. */
  public static final int GRANT_TABLE_OP = 20;

  /** One page-table entry, leading to another domain's frame. */
  public static final int UPDATE_VA_MAPPING_OTHERDOMAIN = 22;

  /** Translations of the CPUs, page tables pinned. */
  public static final int MMUEXT_OP = 26;

  /** Yield, block, shut down, poll. */
  public static final int SCHED_OP = 29;

  /** Event channels. */
  public static final int EVENT_CHANNEL_OP = 32;

  /** Physical devices; PHYSDEVOP. */
  public static final int PHYSDEV_OP = 33;

  /** One more than the highest number there can be. */
  public static final int END = 64;

  private static final String[] NAMES = {
    "set-trap-table",
    "mmu-update",
    "set-gdt",
    "stack-switch",
    "set-callbacks",
    "fpu-taskswitch",
    "sched-op-compat",
    "platform-op",
    "set-debugreg",
    "get-debugreg",
    "update-descriptor",
    "number-11",
    "memory-op",
    "multicall",
    "update-va-mapping",
    "set-timer-op",
    "event-channel-op-compat",
    "xen-version",
    "console-io",
    "physdev-op-compat",
    "grant-table-op",
    "vm-assist",
    "update-va-mapping-otherdomain",
    "iret",
    "vcpu-op",
    "set-segment-base",
    "mmuext-op",
    "xsm-op",
    "nmi-op",
    "sched-op",
    "callback-op",
    "xenoprof-op",
    "event-channel-op",
    "physdev-op",
    "hvm-op",
    "sysctl",
    "domctl",
    "kexec-op",
    "tmem",
    "argo",
    "xenpmu",
    "dm-op",
    "hypfs",
  };

  private static final int FIRST_OF_ARCHITECTURE = 48;

  private HypercallNumbers() {}

  /** The name used in metric names, lower case with hyphens. */
  public static String nameOf(int number) {
    if (number >= 0 && number < NAMES.length) {
      return NAMES[number];
    }
    return number >= FIRST_OF_ARCHITECTURE && number < FIRST_OF_ARCHITECTURE + 8
        ? "arch-" + (number - FIRST_OF_ARCHITECTURE)
        : "number-" + number;
  }
}
