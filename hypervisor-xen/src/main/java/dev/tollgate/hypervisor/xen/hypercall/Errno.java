package dev.tollgate.hypervisor.xen.hypercall;

/** What hypercalls return when they fail: negative error numbers, as in Xen's public errno.h. */
public final class Errno {

  /** The caller may not do this. */
  public static final long PERM = -1;

  /** There is no such thing. */
  public static final long NOENT = -2;

  /** There is no such domain. */
  public static final long SRCH = -3;

  /** Not enough memory. */
  public static final long NOMEM = -12;

  /** A pointer of the guest leads nowhere. */
  public static final long FAULT = -14;

  /** The thing is in use. */
  public static final long BUSY = -16;

  /** It exists already. */
  public static final long EXIST = -17;

  /** An argument makes no sense. */
  public static final long INVAL = -22;

  /** No room for more. */
  public static final long NOSPC = -28;

  /** There is no such call. */
  public static final long NOSYS = -38;

  private Errno() {}
}
