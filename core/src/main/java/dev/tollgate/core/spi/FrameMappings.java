package dev.tollgate.core.spi;

/**
 * A list of granted frames to be mapped, or of mappings to be ended, by one crossing; used again
 * and again. Fields are open, as in every list that hot paths share: entry {@code i} is the {@code
 * i}-th element of each array.
 */
public final class FrameMappings {

  /** Status of an entry that succeeded; any other is an error of the hypervisor's own numbering. */
  public static final int DONE = 0;

  /** To map: guest that granted the frame. */
  public final int[] owner;

  /** To map: the grant, as {@link SharedFrames#grant} returned it to the owner. */
  public final int[] grant;

  /** To map: whether only to read. */
  public final boolean[] readOnly;

  /**
   * To map: whether devices are to reach the frame too, under {@link #busAddress}, without being
   * mapped by the DMA API.
   */
  public final boolean[] forDevice;

  /** By map: what unmap is told; to unmap: the same. */
  public final int[] handle;

  /** By map: the frame. */
  public final long[] frame;

  /** By map: bus address of the frame's first byte for devices, where {@link #forDevice} asked. */
  public final long[] busAddress;

  /** By map and unmap: {@link #DONE} or an error. */
  public final int[] status;

  private int size;

  /** An empty list for up to {@code capacity} entries. */
  public FrameMappings(int capacity) {
    owner = new int[capacity];
    grant = new int[capacity];
    readOnly = new boolean[capacity];
    forDevice = new boolean[capacity];
    handle = new int[capacity];
    frame = new long[capacity];
    busAddress = new long[capacity];
    status = new int[capacity];
  }

  /** Entries on the list. */
  public int size() {
    return size;
  }

  /** Entries it has room for. */
  public int capacity() {
    return owner.length;
  }

  /** Takes all entries off. */
  public void clear() {
    size = 0;
  }

  /** Adds a frame to be mapped; returns the entry's index. */
  public int add(int owner, int grant, boolean readOnly, boolean forDevice) {
    this.owner[size] = owner;
    this.grant[size] = grant;
    this.readOnly[size] = readOnly;
    this.forDevice[size] = forDevice;
    return size++;
  }

  /** Adds a mapping to be ended, with the bus address if devices reach it. */
  public int add(int handle, long busAddress, boolean forDevice) {
    this.handle[size] = handle;
    this.busAddress[size] = busAddress;
    this.forDevice[size] = forDevice;
    return size++;
  }
}
