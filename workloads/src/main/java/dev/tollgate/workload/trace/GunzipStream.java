package dev.tollgate.workload.trace;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * The unpacked bytes of a gzip file of one or more members (RFC 1952).
 *
 * <p>Differs from {@link java.util.zip.GZIPInputStream} where it matters for a trace: damage behind
 * the first member is an error and not a silent end, and the behaviour is the same on every JDK.
 * Zero bytes behind the last member (padding) are accepted, as gzip does.
 */
final class GunzipStream extends InputStream {

  private static final int PACKED_BYTES = 1 << 16;
  private static final int MAGIC_FIRST = 0x1f;
  private static final int MAGIC_SECOND = 0x8b;
  private static final int DEFLATE = 8;
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  private final InputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] packed = new byte[PACKED_BYTES];
  private int position;
  private int limit;
  private long members;
  private boolean inMember;
  private boolean finished;

  GunzipStream(InputStream in) {
    this.in = in;
  }

  /** Tells whether a file that begins with these bytes is gzip. */
  static boolean isGzip(byte[] head, int length) {
    return length >= 2 && (head[0] & 0xff) == MAGIC_FIRST && (head[1] & 0xff) == MAGIC_SECOND;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!finished) {
      if (!inMember && !openMember()) {
        finished = true;
        break;
      }
      int count = inflate(target, offset, length);
      if (count > 0) {
        crc.update(target, offset, count);
        return count;
      }
      if (inflater.finished()) {
        closeMember();
      } else if (inflater.needsDictionary()) {
        throw new ZipException("gzip member " + members + " wants a preset dictionary");
      } else {
        fill();
        inflater.setInput(packed, position, limit - position);
        position = limit;
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }

  private int inflate(byte[] target, int offset, int length) throws ZipException {
    try {
      return inflater.inflate(target, offset, length);
    } catch (DataFormatException e) {
      String detail = e.getMessage();
      throw new ZipException(
          "gzip member " + members + " is damaged" + (detail == null ? "" : ": " + detail));
    }
  }

  /** Reads a member's header; false at the end of the file. */
  private boolean openMember() throws IOException {
    int first = nextOrEnd();
    while (members > 0 && first == 0) {
      first = nextOrEnd();
    }
    if (first < 0) {
      return false;
    }
    if (first != MAGIC_FIRST || next() != MAGIC_SECOND) {
      throw new ZipException("bytes behind gzip member " + members + " are not gzip");
    }
    members++;
    if (next() != DEFLATE) {
      throw new ZipException("gzip member " + members + " is packed by an unknown method");
    }
    int flags = next();
    skip(6);
    if ((flags & EXTRA) != 0) {
      skip(next() | next() << 8);
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CRC) != 0) {
      skip(2);
    }
    inflater.reset();
    inflater.setInput(packed, position, limit - position);
    position = limit;
    crc.reset();
    inMember = true;
    return true;
  }

  private void closeMember() throws IOException {
    position = limit - inflater.getRemaining();
    long expectedCrc = nextInt();
    long expectedLength = nextInt();
    if (expectedCrc != crc.getValue()) {
      throw new ZipException("gzip member " + members + " fails its checksum");
    }
    if (expectedLength != (inflater.getBytesWritten() & 0xffffffffL)) {
      throw new ZipException("gzip member " + members + " has not the length it states");
    }
    inMember = false;
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      next();
    }
  }

  private void skipText() throws IOException {
    while (next() != 0) {
      // the text itself is of no use here
    }
  }

  private long nextInt() throws IOException {
    return next() | next() << 8 | next() << 16 | (long) next() << 24;
  }

  private int next() throws IOException {
    if (position == limit) {
      fill();
    }
    return packed[position++] & 0xff;
  }

  private int nextOrEnd() throws IOException {
    if (position == limit && !refill()) {
      return -1;
    }
    return packed[position++] & 0xff;
  }

  private void fill() throws IOException {
    if (!refill()) {
      throw new EOFException("the file ends inside gzip member " + Math.max(1, members));
    }
  }

  private boolean refill() throws IOException {
    int count = in.read(packed, 0, packed.length);
    position = 0;
    limit = Math.max(0, count);
    return count > 0;
  }
}
