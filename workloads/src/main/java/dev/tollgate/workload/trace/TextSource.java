package dev.tollgate.workload.trace;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one text file, plain or gzip (told apart by their first two bytes, never by name).
 *
 * <p>Damage found while reading ends the bytes and is kept as a sentence, so that what came before
 * it is not lost. A file that cannot be opened at all is bad input.
 */
final class TextSource implements AutoCloseable {

  private final Path file;
  private final InputStream in;
  private final CountingStream raw;
  private final long size;
  private long delivered;
  private @Nullable String damage;

  private TextSource(Path file, InputStream in, CountingStream raw, long size) {
    this.file = file;
    this.in = in;
    this.raw = raw;
    this.size = size;
  }

  static TextSource open(Path file) {
    if (Files.isDirectory(file)) {
      throw TraceErrors.badInput(file, 0, "is a directory; expected a trace file");
    }
    if (!Files.exists(file)) {
      throw TraceErrors.badInput(file, 0, "no such file");
    }
    try {
      CountingStream raw = new CountingStream(Files.newInputStream(file));
      PushbackInputStream sniffed = new PushbackInputStream(raw, 2);
      byte[] head = sniffed.readNBytes(2);
      sniffed.unread(head);
      boolean gzip = GunzipStream.isGzip(head, head.length);
      return new TextSource(
          file, gzip ? new GunzipStream(sniffed) : sniffed, raw, Files.size(file));
    } catch (IOException e) {
      throw TraceErrors.badInput(file, 0, "cannot be read: " + reason(e));
    }
  }

  Path file() {
    return file;
  }

  /** Reads up to {@code length} bytes; -1 at the end of the file or at {@link #damage}. */
  int read(byte[] target, int offset, int length) {
    if (damage != null) {
      return -1;
    }
    try {
      int count = in.read(target, offset, length);
      delivered += Math.max(0, count);
      return count;
    } catch (IOException e) {
      damage = reason(e) + ", after " + delivered + " bytes of text";
      return -1;
    }
  }

  /** Returns why the bytes ended early, or null if they did not. */
  @Nullable String damage() {
    return damage;
  }

  /** Returns how many bytes of the file have been taken from the disk. */
  long position() {
    return raw.count;
  }

  /** Returns the file's size in bytes, packed if it is packed. */
  long size() {
    return size;
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException ignored) {
      // everything wanted has been read
    }
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  /** Counts the bytes that leave the file, for a progress display. */
  private static final class CountingStream extends java.io.FilterInputStream {
    private long count;

    CountingStream(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      count += b < 0 ? 0 : 1;
      return b;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = super.read(target, offset, length);
      count += Math.max(0, read);
      return read;
    }
  }
}
