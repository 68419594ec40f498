package dev.tollgate.hypervisor.xen.domain;

/** Numbers that name domains, as in Xen's public header xen.h; 16 bits. */
public final class DomainIds {

  /** The domain that boots first and may do what the others may not. */
  public static final int DOM0 = 0;

  /** In an argument: whoever calls. Also the first number that no real domain has. */
  public static final int SELF = 0x7FF0;

  /** Owner of memory-mapped devices. */
  public static final int IO = 0x7FF1;

  /** Owner of Xen's own memory. */
  public static final int XEN = 0x7FF2;

  /** Owner of frames that several domains read and none may write. */
  public static final int COPY_ON_WRITE = 0x7FF3;

  /** No domain. */
  public static final int INVALID = 0x7FF4;

  /** Real domains have numbers below this one. */
  public static final int FIRST_RESERVED = SELF;

  private DomainIds() {}

  /** Whether a domain can have this number. */
  public static boolean isReal(int id) {
    return id >= 0 && id < FIRST_RESERVED;
  }
}
