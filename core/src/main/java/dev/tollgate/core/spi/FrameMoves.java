package dev.tollgate.core.spi;

/**
 * A list of frames that change hands by one crossing; used again and again. Entry {@code i} is the
 * {@code i}-th element of each array.
 */
public final class FrameMoves {

  /** Status of an entry that succeeded; any other is an error of the hypervisor's own numbering. */
  public static final int DONE = 0;

  /** The frame. */
  public final long[] frame;

  /**
   * The guest's number that it stands behind: told by {@link FrameTransfers#giveBack} and {@link
   * FrameTransfers#transfer}, wanted by {@link FrameTransfers#place}.
   */
  public final long[] number;

  /** To transfer: the frame that stands behind the number from then on. */
  public final long[] replacement;

  /** To transfer: the guest that gets the frame. */
  public final int[] taker;

  /** To transfer: that guest's entry. */
  public final int[] entry;

  /** {@link #DONE} or an error. */
  public final int[] status;

  /** By transfer: whether the frame is still the giver's, though behind no number any more. */
  public final boolean[] kept;

  private int size;

  /** An empty list for up to {@code capacity} entries. */
  public FrameMoves(int capacity) {
    frame = new long[capacity];
    number = new long[capacity];
    replacement = new long[capacity];
    taker = new int[capacity];
    entry = new int[capacity];
    status = new int[capacity];
    kept = new boolean[capacity];
  }

  /** Entries on the list. */
  public int size() {
    return size;
  }

  /** Entries it has room for. */
  public int capacity() {
    return frame.length;
  }

  /** Takes all entries off. */
  public void clear() {
    size = 0;
  }

  /** Adds a frame to be given back; returns the entry's index. */
  public int add(long frame) {
    this.frame[size] = frame;
    return size++;
  }

  /** Adds a frame to be put behind a number; returns the entry's index. */
  public int add(long frame, long number) {
    this.frame[size] = frame;
    this.number[size] = number;
    return size++;
  }

  /** Adds a frame to be given to another guest; returns the entry's index. */
  public int add(long frame, long replacement, int taker, int entry) {
    this.frame[size] = frame;
    this.replacement[size] = replacement;
    this.taker[size] = taker;
    this.entry[size] = entry;
    return size++;
  }
}
