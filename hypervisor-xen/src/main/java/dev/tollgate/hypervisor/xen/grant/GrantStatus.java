package dev.tollgate.hypervisor.xen.grant;

/** What single grant operations answer: GNTST_* of xen/include/public/grant_table.h. */
public final class GrantStatus {

  /** Done. */
  public static final int OKAY = 0;

  /** It could not be done, for no reason that has a number of its own. */
  public static final int GENERAL_ERROR = -1;

  /** There is no such domain. */
  public static final int BAD_DOMAIN = -2;

  /** There is no such grant, or no such way to map it. */
  public static final int BAD_REFERENCE = -3;

  /** Nothing is mapped under this handle. */
  public static final int BAD_HANDLE = -4;

  /** No page-table entry belongs to this virtual address. */
  public static final int BAD_VIRTUAL_ADDRESS = -5;

  /** This is not the bus address at which it is mapped. */
  public static final int BAD_DEVICE_ADDRESS = -6;

  /** The IOMMU has no translation entry left; in 2007 also: no handle is left. */
  public static final int NO_DEVICE_SPACE = -7;

  /** The caller may not do this. */
  public static final int PERMISSION_DENIED = -8;

  /** The frame is not one that can be passed on. */
  public static final int BAD_PAGE = -9;

  /** A copy that leaves its page. */
  public static final int BAD_COPY_ARGUMENT = -10;

  /** The receiver cannot address the frame; after 2007. */
  public static final int ADDRESS_TOO_BIG = -11;

  /** The frame is paged out; to be tried again; after 2007. */
  public static final int TRY_AGAIN = -12;

  /** No handle is left; after 2007. */
  public static final int NO_SPACE = -13;

  private GrantStatus() {}
}
