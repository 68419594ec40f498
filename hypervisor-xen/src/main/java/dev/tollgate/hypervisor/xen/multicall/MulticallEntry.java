package dev.tollgate.hypervisor.xen.multicall;

/**
 * Layout of {@code struct multicall_entry}: eight 64-bit words, of which the calls of today use
 * five arguments (xen/include/public/xen.h).
 */
public final class MulticallEntry {

  /** Bytes of an entry. */
  public static final int BYTES = 64;

  /** Offset of the call's number. */
  public static final int NUMBER = 0;

  /** Offset of what the call returned, which Xen writes. */
  public static final int RESULT = 8;

  /** Offset of the first of six arguments. */
  public static final int ARGUMENTS = 16;

  private MulticallEntry() {}

  /** Offset of an argument. */
  public static int argument(int index) {
    return ARGUMENTS + Long.BYTES * index;
  }
}
