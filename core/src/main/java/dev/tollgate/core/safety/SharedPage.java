package dev.tollgate.core.safety;

import java.util.Arrays;

/**
 * The buffers of an I/O page that holds more than one: an entry kept for several mappings of its
 * frame, or, where nothing translates, small buffers that an allocator placed side by side.
 *
 * <p>Buffers may overlap; how many bytes of the page they cover together is kept up to date, so
 * that reading it costs nothing. Adding and removing take time by the buffers on the page.
 */
final class SharedPage {

  private long[] grants = new long[4]; // ascending by first byte
  private int count;
  private int bytes;
  private int readable;
  private int writable;

  /** Number of buffers. */
  int count() {
    return count;
  }

  /** The buffer that is left. */
  long first() {
    return grants[0];
  }

  /** Bytes that belong to any buffer. */
  int bytes() {
    return bytes;
  }

  /** Bytes that a device is entitled to use with {@code right}, one of {@link Rights}. */
  int bytes(int right) {
    return right == Rights.READ ? readable : writable;
  }

  /** Bytes from {@code from} to {@code to - 1} that belong to any buffer. */
  int bytes(int from, int to) {
    int sum = 0;
    int reached = from;
    for (int i = 0; i < count; i++) {
      int end = Math.min(to, Grant.end(grants[i]));
      int start = Math.max(reached, Grant.start(grants[i]));
      if (end > start) {
        sum += end - start;
        reached = end;
      }
    }
    return sum;
  }

  /** Adds a buffer. */
  void add(long grant) {
    if (count == grants.length) {
      grants = Arrays.copyOf(grants, 2 * count);
    }
    int at = count++;
    while (at > 0 && Grant.start(grants[at - 1]) > Grant.start(grant)) {
      grants[at] = grants[at - 1];
      at--;
    }
    grants[at] = grant;
    measure();
  }

  /**
   * Removes a buffer: the very one, or else the first of the same device.
   *
   * @return false if there is none
   */
  boolean remove(long grant) {
    int at = indexOf(grant);
    if (at < 0) {
      return false;
    }
    count--;
    System.arraycopy(grants, at + 1, grants, at, count - at);
    measure();
    return true;
  }

  private int indexOf(long grant) {
    int ofDevice = -1;
    for (int i = 0; i < count; i++) {
      if (grants[i] == grant) {
        return i;
      }
      if (ofDevice < 0 && Grant.device(grants[i]) == Grant.device(grant)) {
        ofDevice = i;
      }
    }
    return ofDevice;
  }

  /**
   * Whether every byte from {@code start} to {@code end - 1} belongs to a buffer that gives all of
   * {@code rights}.
   *
   * @param device whose buffers count, or -1 for anybody's
   */
  boolean covers(int device, int start, int end, int rights) {
    int reached = start;
    for (int i = 0; i < count && reached < end; i++) {
      long grant = grants[i];
      boolean counts =
          (device < 0 || Grant.device(grant) == device) && (Grant.rights(grant) & rights) == rights;
      if (counts && Grant.start(grant) <= reached) {
        reached = Math.max(reached, Grant.end(grant));
      }
    }
    return reached >= end;
  }

  private void measure() {
    bytes = covered(0);
    readable = covered(Rights.READ);
    writable = covered(Rights.WRITE);
  }

  private int covered(int rights) {
    int sum = 0;
    int reached = 0;
    for (int i = 0; i < count; i++) {
      long grant = grants[i];
      if ((Grant.rights(grant) & rights) == rights) {
        int from = Math.max(reached, Grant.start(grant));
        int to = Grant.end(grant);
        if (to > from) {
          sum += to - from;
          reached = to;
        }
      }
    }
    return sum;
  }
}
