package dev.tollgate.core.spi;

/**
 * A list of copies that one crossing carries out; used again and again. Each copy goes from or to a
 * frame that another guest granted, the other side being a frame of the guest itself, and stays
 * within one frame on both sides.
 */
public final class FrameCopies {

  /** Status of an entry that succeeded; any other is an error of the hypervisor's own numbering. */
  public static final int DONE = 0;

  /** Physical address of the first byte on the guest's own side. */
  public final long[] own;

  /** Guest that granted the other frame. */
  public final int[] owner;

  /** The grant. */
  public final int[] grant;

  /** First byte within the granted frame. */
  public final int[] offset;

  /** Bytes to copy. */
  public final int[] length;

  /** Whether the bytes go to the granted frame; else they come from it. */
  public final boolean[] toGranted;

  /** What became of it: {@link #DONE} or an error. */
  public final int[] status;

  private int size;

  /** An empty list for up to {@code capacity} entries. */
  public FrameCopies(int capacity) {
    own = new long[capacity];
    owner = new int[capacity];
    grant = new int[capacity];
    offset = new int[capacity];
    length = new int[capacity];
    toGranted = new boolean[capacity];
    status = new int[capacity];
  }

  /** Entries on the list. */
  public int size() {
    return size;
  }

  /** Entries it has room for. */
  public int capacity() {
    return own.length;
  }

  /** Takes all entries off. */
  public void clear() {
    size = 0;
  }

  /** Adds a copy of {@code length} bytes to or from a granted frame; returns the entry's index. */
  public int add(long own, int owner, int grant, int offset, int length, boolean toGranted) {
    this.own[size] = own;
    this.owner[size] = owner;
    this.grant[size] = grant;
    this.offset[size] = offset;
    this.length[size] = length;
    this.toGranted[size] = toGranted;
    return size++;
  }
}
