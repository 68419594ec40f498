package dev.tollgate.hypervisor.xen.grant;

/**
 * A grant entry of version 1: {@code u16 flags; u16 domid; u32 frame}, 8 bytes, 512 to a page. The
 * guest writes it; Xen sets and clears {@link #READING} and {@link #WRITING} while the frame is in
 * use, and {@link #COMMITTED} and {@link #COMPLETED} when a frame is transferred.
 */
public final class GrantEntry {

  /** Bytes of an entry. */
  public static final int BYTES = 8;

  /** Entries of a page. */
  public static final int PER_FRAME = 512;

  /** Offset of the 16 bits of flags. */
  public static final int FLAGS = 0;

  /** Offset of the 16 bits of the domain that may use it. */
  public static final int DOMAIN = 2;

  /** Offset of the 32 bits of the frame. */
  public static final int FRAME = 4;

  /** Type, in the low two bits: unused. */
  public static final int INVALID = 0;

  /** Type: the domain may map and copy the frame. */
  public static final int PERMIT_ACCESS = 1;

  /** Type: the domain may give a frame. */
  public static final int ACCEPT_TRANSFER = 2;

  /** The bits that are the type. */
  public static final int TYPE_MASK = 3;

  /** Set by the guest: the frame may only be read. */
  public static final int READ_ONLY = 1 << 2;

  /** Set by Xen: it is being read. */
  public static final int READING = 1 << 3;

  /** Set by Xen: it is being written. */
  public static final int WRITING = 1 << 4;

  /** Set by Xen in a transfer: a frame is coming. */
  public static final int COMMITTED = 1 << 2;

  /** Set by Xen in a transfer: it has come, its number stands in the entry. */
  public static final int COMPLETED = 1 << 3;

  private GrantEntry() {}
}
