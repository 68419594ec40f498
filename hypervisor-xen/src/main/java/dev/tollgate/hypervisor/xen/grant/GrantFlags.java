package dev.tollgate.hypervisor.xen.grant;

/** How a grant is to be mapped: GNTMAP_*. */
public final class GrantFlags {

  /** For devices: Xen answers the bus address. */
  public static final int DEVICE_MAP = 1;

  /** For CPUs: Xen writes the page-table entry. */
  public static final int HOST_MAP = 2;

  /** Not to be written. */
  public static final int READ_ONLY = 4;

  /** For the guest's programs too. */
  public static final int APPLICATION_MAP = 8;

  /** {@code host_addr} is the machine address of the entry, not the virtual address of the page. */
  public static final int CONTAINS_PTE = 16;

  private GrantFlags() {}
}
